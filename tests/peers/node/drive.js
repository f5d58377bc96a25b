// node drive.js PEER ORDER: clients of one peer do one piece of work. Everything before the line `ready` is preparation;
// the clock runs from the line on standard input until the protocol itself says that the work is done.
import { readFileSync, writeSync } from 'node:fs'
import { createInterface } from 'node:readline'

const [peer, text] = process.argv.slice(2)
const order = JSON.parse(text)
const { open } = await import(`./${peer}.js`)
const records = order.records ? JSON.parse(readFileSync(order.records, 'utf8')) : []

// Written at once: the process ends right after its last word.
const say = (what) => writeSync(1, JSON.stringify(what) + '\n')

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
async function ready() {
  say({ ready: true })
  await lines.next()
  return performance.now()
}

// Records in as many equal parts as there are months.
function months(all, count) {
  const each = Math.ceil(all.length / count)
  return Array.from({ length: count }, (_, month) => all.slice(month * each, (month + 1) * each))
}

const works = {
  // Recorded without a line, then sent.
  async push() {
    const client = await open(order.url, order.scratch, 0)
    const journal = await client.draft(order.name, months(records, order.months))
    const begun = await ready()
    await client.push(journal)
    return { ms: performance.now() - begun, refs: journal.refs }
  },
  // One at a time on a warm line.
  async single() {
    const client = await open(order.url, order.scratch, 0)
    const warm = Math.min(5, records.length - 1)
    const journal = await client.draft(order.name, [records.slice(0, 1)])
    await client.push(journal)
    for (const record of records.slice(1, warm)) await client.add(journal, record)
    await ready()
    const times = []
    for (const record of records.slice(warm)) {
      const begun = performance.now()
      await client.add(journal, record)
      times.push(performance.now() - begun)
    }
    return { times }
  },
  // A client that holds nothing gets everything.
  async pull() {
    const client = await open(order.url, order.scratch, 0)
    const begun = await ready()
    const held = await client.pull(order.refs, order.count)
    const ms = performance.now() - begun
    if (held.size !== order.count) throw new Error(`${held.size} records came, not ${order.count}`)
    return { ms }
  },
  // Many clients with a line each, all at once.
  async fan() {
    const clients = await Promise.all(
      months(records, order.clients).map(async (own, at) => {
        const client = await open(order.url, order.scratch, at)
        return { client, journal: await client.draft(`${order.name}-${at}`, [own]) }
      }),
    )
    const begun = await ready()
    await Promise.all(clients.map(({ client, journal }) => client.push(journal)))
    return { ms: performance.now() - begun }
  },
  // The server is killed in the moment in which the last record is acknowledged.
  async lose() {
    const client = await open(order.url, order.scratch, 0)
    const journal = await client.draft(order.name, [records.slice(0, 1)])
    await client.push(journal)
    await ready()
    for (const record of records.slice(1)) await client.add(journal, record)
    process.kill(order.kill, 'SIGKILL')
    return { refs: journal.refs, acknowledged: records.map((record) => record.id) }
  },
  // What the server still has.
  async held() {
    const client = await open(order.url, order.scratch, 0)
    await ready()
    return { held: [...(await client.pull(order.refs, 0))] }
  },
}

try {
  say(await works[order.work]())
  process.exit(0)
} catch (error) {
  say({ failed: String(error?.stack ?? error).split('\n').slice(0, 3).join(' ') })
  process.exit(1)
}
