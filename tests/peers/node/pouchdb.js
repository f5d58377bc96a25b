// PouchDB behind express-pouchdb, LevelDB on disk, a database for each person as access by person needs it. A record is
// a document. Acknowledged: the replication says that it is written.
import express from 'express'
import expressPouchDB from 'express-pouchdb'
import http from 'node:http'
import { mkdirSync } from 'node:fs'
import { join, sep } from 'node:path'
import PouchDB from 'pouchdb'

export async function serve(folder) {
  mkdirSync(folder, { recursive: true })
  const app = express()
  const Served = PouchDB.defaults({ prefix: folder + sep })
  app.use('/', expressPouchDB(Served, { mode: 'minimumForPouchDB', inMemoryConfig: true, logPath: join(folder, '..', 'pouchdb.log') }))
  const server = await new Promise((resolve) => {
    const listening = app.listen(0, '127.0.0.1', () => resolve(listening))
  })
  // A warm line stays warm.
  server.keepAliveTimeout = 120_000
  return server.address().port
}

const batch = { batch_size: 1000 }

export async function open(url, scratch, at) {
  // Without an agent of its own its fetch closes the connection after every request.
  const agent = new http.Agent({ keepAlive: true })
  const remote = (name) =>
    new PouchDB(`${url}/${name}`, { fetch: (to, options) => PouchDB.fetch(to, { ...options, agent }) })
  const local = (name) => new PouchDB(join(scratch, `${name}-${at}`))
  return {
    async draft(name, months) {
      const [own, theirs] = [local(name), remote(name)]
      // The database is there and the line is open beforehand, as a session is.
      await theirs.info()
      for (const record of months.flat()) await own.put({ _id: record.id, ...record })
      return { own, theirs, refs: [name] }
    },
    async push(journal) {
      const done = await journal.own.replicate.to(journal.theirs, batch)
      if (!done.ok || done.doc_write_failures > 0) throw new Error(JSON.stringify(done))
    },
    async add(journal, record) {
      journal.live ??= journal.own.replicate.to(journal.theirs, { live: true, ...batch })
      const done = new Promise((resolve) => {
        const listen = ({ docs }) => {
          if (!docs.some((doc) => doc._id === record.id)) return
          journal.live.removeListener('change', listen)
          resolve()
        }
        journal.live.on('change', listen)
      })
      await journal.own.put({ _id: record.id, ...record })
      await done
    },
    async pull(refs, _count) {
      const [name] = refs
      const [own, theirs] = [local(`${name}-pulled`), remote(name)]
      await own.replicate.from(theirs, batch)
      const { rows } = await own.allDocs()
      return new Set(rows.map((row) => row.id))
    },
  }
}
