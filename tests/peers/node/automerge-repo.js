// automerge-repo's sync server: files (nodefs) and a websocket. A record is one change of the document's map, strings
// as scalars like the product's. Acknowledged: the server's heads, by its sync message, are the client's.
import { ImmutableString, Repo } from '@automerge/automerge-repo'
import { WebSocketClientAdapter, WebSocketServerAdapter } from '@automerge/automerge-repo-network-websocket'
import { NodeFSStorageAdapter } from '@automerge/automerge-repo-storage-nodefs'
import { createServer } from 'node:http'
import { WebSocketServer } from 'ws'

export async function serve(folder) {
  const http = createServer()
  new Repo({
    network: [new WebSocketServerAdapter(new WebSocketServer({ server: http }))],
    storage: new NodeFSStorageAdapter(folder),
    // As the sync server does: it answers, it does not announce.
    sharePolicy: async () => false,
  })
  await new Promise((resolve) => http.listen(0, '127.0.0.1', resolve))
  return http.address().port
}

function scalars(value) {
  if (typeof value === 'string') return new ImmutableString(value)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, scalars(inner)]))
}

const same = (a, b) => a !== undefined && a.length === b.length && a.every((head, at) => head === b[at])

export async function open(url, _scratch, _at) {
  let sharing = false
  const adapter = new WebSocketClientAdapter(url.replace('http', 'ws'))
  const repo = new Repo({ network: [adapter], shareConfig: { announce: async () => sharing, access: async () => true } })
  await new Promise((resolve) => repo.networkSubsystem.on('peer', resolve))
  const storage = repo.getStorageIdOfPeer(repo.peers[0])
  const acknowledged = (handle) =>
    new Promise((resolve) => {
      const theirs = () => same(handle.getSyncInfo(storage)?.lastHeads, handle.heads())
      const look = () => {
        if (!theirs()) return
        handle.off('remote-heads', look)
        handle.off('heads-changed', look)
        resolve()
      }
      handle.on('remote-heads', look)
      handle.on('heads-changed', look)
      look()
    })
  const record = (handle, one) =>
    handle.change((doc) => {
      doc.entries ??= {}
      doc.entries[one.id] = scalars(one)
    })
  return {
    async draft(_name, months) {
      const handles = months.map((records) => {
        const handle = repo.create()
        for (const one of records) record(handle, one)
        return handle
      })
      return { handles, refs: handles.map((handle) => handle.url) }
    },
    async push(journal) {
      sharing = true
      const done = Promise.all(journal.handles.map(acknowledged))
      repo.shareConfigChanged()
      await done
    },
    async add(journal, one) {
      const handle = journal.handles.at(-1)
      record(handle, one)
      await acknowledged(handle)
    },
    async pull(refs, count) {
      sharing = true
      const found = await Promise.all(
        refs.map(async (ref) => {
          try {
            const handle = await repo.find(ref)
            await acknowledged(handle)
            return handle
          } catch (error) {
            // Where records are looked for after a kill, a document that is gone is an answer.
            if (count > 0) throw error
            return null
          }
        }),
      )
      return new Set(found.flatMap((handle) => Object.keys(handle?.doc().entries ?? {})))
    },
  }
}
