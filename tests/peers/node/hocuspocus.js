// Yjs with hocuspocus: SQLite extension, stored at once (debounce 0). A record is one entry of the document's map.
// Acknowledged: the server's sync status for every update (`unsyncedChanges` is 0).
import { SQLite } from '@hocuspocus/extension-sqlite'
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import { Server } from '@hocuspocus/server'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import WebSocket from 'ws'
import * as Y from 'yjs'

export async function serve(folder) {
  mkdirSync(folder, { recursive: true })
  const server = new Server({
    address: '127.0.0.1',
    port: 0,
    quiet: true,
    debounce: 0,
    maxDebounce: 0,
    extensions: [new SQLite({ database: join(folder, 'db.sqlite') })],
  })
  await server.listen()
  return server.address.port
}

export async function open(url, _scratch, _at) {
  const websocketProvider = new HocuspocusProviderWebsocket({ url: url.replace('http', 'ws'), WebSocketPolyfill: WebSocket })
  await new Promise((resolve) => websocketProvider.on('open', resolve))
  const attach = (name, document) => {
    const provider = new HocuspocusProvider({ websocketProvider, name, document, awareness: null })
    provider.attach()
    return provider
  }
  const acknowledged = (provider) =>
    new Promise((resolve) => {
      const listen = ({ number }) => {
        if (number !== 0) return
        provider.off('unsyncedChanges', listen)
        resolve()
      }
      provider.on('unsyncedChanges', listen)
    })
  return {
    async draft(name, months) {
      const docs = months.map((records, month) => {
        const doc = new Y.Doc()
        for (const record of records) doc.getMap('entries').set(record.id, record)
        return { name: `${name}-${month}`, doc }
      })
      return { docs, refs: docs.map((one) => one.name) }
    },
    async push(journal) {
      journal.providers = journal.docs.map(({ name, doc }) => attach(name, doc))
      await Promise.all(journal.providers.map(acknowledged))
    },
    async add(journal, record) {
      const done = acknowledged(journal.providers.at(-1))
      journal.docs.at(-1).doc.getMap('entries').set(record.id, record)
      await done
    },
    async pull(refs, _count) {
      const docs = await Promise.all(
        refs.map(async (name) => {
          const doc = new Y.Doc()
          await acknowledged(attach(name, doc))
          return doc
        }),
      )
      return new Set(docs.flatMap((doc) => [...doc.getMap('entries').keys()]))
    },
  }
}
