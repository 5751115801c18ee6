import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { useServer } from './server.ts'

const server = useServer()

/** Sends bytes, and waits until the server hangs up or a moment has passed. */
function send(bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(server.emulator.port, '127.0.0.1', () => socket.write(bytes))
    socket.setTimeout(100, () => socket.destroy())
    socket.on('error', () => undefined)
    socket.on('data', () => socket.destroy())
    socket.once('close', () => resolve())
  })
}

function message(kind: number, body: number[]): Buffer {
  const bytes = Buffer.alloc(16 + body.length)
  bytes.writeInt32LE(bytes.length, 0)
  bytes.writeInt32LE(kind, 12)
  bytes.set(body, 16)
  return bytes
}

describe('The emulator', () => {
  it.each<[string, Buffer]>([
    ['another protocol', Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n')],
    ['zeros', Buffer.alloc(64)],
    ['half a message', message(2013, [0, 0, 0, 0, 0]).subarray(0, 10)],
    ['a kind of message that is none', message(99, [0, 0, 0, 0])],
    ['a message without a body', message(2013, [0, 0, 0, 0])],
    ['a section that is longer than the message', message(2013, [0, 0, 0, 0, 0, 255, 255, 255, 127])],
    ['a section that is shorter than nothing', message(2013, [0, 0, 0, 0, 1, 255, 255, 255, 255])],
    ['a document that is none', message(2013, [0, 0, 0, 0, 0, 8, 0, 0, 0, 99, 99, 99, 0])],
    ['a query without an end', message(2004, [0, 0, 0, 0, 97, 98])],
  ])('goes on after %s', async (_what, bytes) => {
    await send(bytes)
    expect(await server.db.command({ ping: 1 })).toMatchObject({ ok: 1 })
  })

  it('names a command that it does not have (59)', async () => {
    await expect(server.db.command({ makeCoffee: 'a' })).rejects.toMatchObject({
      code: 59,
      codeName: 'CommandNotFound',
    })
  })

  it('refuses what it leaves out, rather than giving another answer', async () => {
    const docs = await server.collection('docs', [{ a: 'A' }])
    await expect(docs.createIndex({ at: '2dsphere' })).rejects.toThrow(/2dsphere/)
    await expect(docs.createIndex({ 'a.$**': 1 })).rejects.toThrow(/wildcard/)
    await expect(docs.find({}, { min: { a: 1 } }).toArray()).rejects.toThrow(/min/)
    await expect(server.db.createCollection('log', { capped: true, size: 4096 })).rejects.toThrow(/capped/)
  })

  it('keeps fields with odd names', async () => {
    const doc = JSON.parse('{"__proto__": {"admin": true}, "constructor": 1, "a": {"toString": 2}}')
    const docs = await server.collection('docs', [doc])
    await docs.updateOne({ constructor: 1 }, { $set: { 'a.valueOf': 3 } })
    const found = await docs.findOne({ 'a.toString': 2 }, { projection: { _id: 0 } })
    expect(JSON.stringify(found)).toBe('{"__proto__":{"admin":true},"constructor":1,"a":{"toString":2,"valueOf":3}}')
    expect(await docs.countDocuments({ admin: true })).toBe(0)
    expect(await docs.countDocuments({ hasOwnProperty: { $exists: true } })).toBe(0)
  })

  it('serves two hundred clients at once', async () => {
    const docs = await server.collection('docs', [{ _id: 1 as never, n: 0 }])
    await Promise.all(Array.from({ length: 200 }, () => docs.updateOne({ _id: 1 as never }, { $inc: { n: 1 } })))
    expect(await docs.findOne()).toMatchObject({ n: 200 })
  })
})
