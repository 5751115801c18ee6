import { check, expect } from 'backend-workbook/check'
import { type Client, orLate, serving, until } from './serving.ts'

const LONG = 60_000
const AT_ONCE = { waitMs: 1, deadlineMs: LONG }

check('closes connections without a running request', { read: 'shutdown', ms: 5000 }, async () => {
  await serving(AT_ONCE, async ({ stop, client }) => {
    const kept = await client()
    kept.ask('/fast')
    await until('whether GET /fast is answered', () => kept.text().includes('done'))
    expect(await orLate(stop()), 'stop() with a connection that is kept after its answer').toEqual({ cut: 0 })
    await until('whether the connection is closed', kept.isClosed)
  })
  await serving(AT_ONCE, async ({ connected, stop, client }) => {
    const silent = await client()
    await until('whether the server has it', () => connected() === 1)
    expect(await orLate(stop()), 'stop() with a connection on which nothing was ever sent').toEqual({ cut: 0 })
    await until('whether the connection is closed', silent.isClosed)
  })
  await serving(AT_ONCE, async ({ connected, stop, client, asked }) => {
    const [unfinished, kept] = [await client(), await client()]
    unfinished.socket.write('GET /fast HTTP/1.1\r\nHost: loc')
    await until('whether the server has it', () => connected() === 2)
    kept.ask('/fast')
    await until('whether the server has read what was sent', () => asked.length === 1)
    expect(await orLate(stop()), 'stop() with a connection on which half a head has come').toEqual({ cut: 0 })
    await until('whether the connection is closed', unfinished.isClosed)
  })
})

check('answers running requests to the end', { read: 'shutdown', ms: 5000 }, async () => {
  await serving(AT_ONCE, async ({ server, stop, client, release, asked }) => {
    const [slow, upload] = [await client(), await client()]
    slow.ask('/slow')
    upload.ask('/upload', '0123456789')
    await until('whether two requests have arrived', () => asked.length === 2)
    const stopping = stop()
    await until('whether the server closes', () => !server.listening)
    expect(await orLate(stopping, 100), 'stop() while two requests run').toBe('not yet')
    upload.socket.write('0123456789')
    await until('whether POST /upload is answered, whose body came after stop()', () =>
      upload.text().includes('done /upload'),
    )
    release()
    await until('whether GET /slow is answered', () => slow.text().includes('done /slow'))
    expect(await orLate(stopping), 'stop() after both answers').toEqual({ cut: 0 })
  })
})

check('ends with the last answer, whatever that had promised', { read: 'shutdown', ms: 5000 }, async () => {
  await serving(AT_ONCE, async ({ stop, client, release }) => {
    const stream = await client()
    stream.ask('/stream')
    await until('whether the head of GET /stream has come', () => stream.text().includes('begun'))
    const stopping = stop()
    expect(await orLate(stopping, 100), 'stop() while an answer is under way').toBe('not yet')
    release()
    const message =
      'stop() within a second of the end of an answer whose head said keep-alive (keepAliveTimeout is 60 s)'
    expect(await orLate(stopping), message).toEqual({ cut: 0 })
    expect(stream.text(), 'the whole answer').toContain('done /stream')
    await until('whether its connection is closed', stream.isClosed)
  })
  await serving(AT_ONCE, async ({ server, stop, halfOpenClient, release }) => {
    const stream = await halfOpenClient()
    stream.ask('/stream')
    await until('whether the head of GET /stream has come', () => stream.text().includes('begun'))
    const stopping = stop()
    await until('whether the server closes', () => !server.listening)
    release()
    await until('whether the whole answer has come', () => stream.text().includes('done /stream'))
    const message = 'stop() within a second of the end of an answer, with a client that does not close its own side'
    expect(await orLate(stopping), message).toEqual({ cut: 0 })
  })
})

check('destroys at the deadline what is left, and counts it', { read: 'shutdown', ms: 5000 }, async () => {
  await serving({ waitMs: 150, deadlineMs: 300 }, async ({ stop, client, asked }) => {
    const [slow, stream, kept] = [await client(), await client(), await client()]
    slow.ask('/slow')
    stream.ask('/stream')
    kept.ask('/fast')
    await until('whether three requests have arrived', () => asked.length === 3)
    const start = performance.now()
    const result = await orLate(stop())
    expect(result, 'stop() with deadlineMs: 300, two requests that do not end and a kept connection').toEqual({
      cut: 2,
    })
    // Timers may be a millisecond early.
    expect(performance.now() - start, 'ms until then: waitMs 150, and deadlineMs 300 after that').toBeGreaterThan(440)
    await until('whether both connections are closed', () => slow.isClosed() && stream.isClosed())
  })
})

check('gives an upgraded connection its time, and no more', { read: 'shutdown', ms: 5000 }, async () => {
  await serving(AT_ONCE, async ({ stop, client }) => {
    const socket = await open(client)
    const stopping = stop()
    expect(await orLate(stopping, 100), 'stop() with a WebSocket that is open').toBe('not yet')
    socket.socket.write('the end')
    await until('whether the WebSocket still works', () => socket.text().endsWith('bye'))
    socket.socket.end()
    expect(await orLate(stopping), 'stop() after the end of the WebSocket').toEqual({ cut: 0 })
  })
  await serving({ waitMs: 1, deadlineMs: 100 }, async ({ stop, client }) => {
    const socket = await open(client)
    expect(await orLate(stop()), 'stop() with deadlineMs: 100 and a WebSocket that stays').toEqual({ cut: 1 })
    await until('whether the WebSocket is closed', socket.isClosed)
  })
})

check('stops once, however often it is asked', { read: 'shutdown', ms: 5000 }, async () => {
  await serving({ waitMs: 1, deadlineMs: 400 }, async ({ stop, client, asked }) => {
    const slow = await client()
    slow.ask('/slow')
    await until('whether GET /slow has arrived', () => asked.length === 1)
    const start = performance.now()
    const results = [stop(), stop()]
    await orLate(results[0] ?? stop(), 200)
    results.push(stop())
    expect(await orLate(Promise.all(results)), 'three calls of stop(), with a request that does not end').toEqual([
      ...[{ cut: 1 }, { cut: 1 }, { cut: 1 }],
    ])
    expect(performance.now() - start, 'ms until the first deadline of 400 ms').toBeGreaterThan(390)
    expect(await orLate(stop()), 'one more call after the end').toEqual({ cut: 1 })
  })
})

check('takes a server that does not listen, and leaves no timer', { read: 'shutdown', ms: 5000 }, async () => {
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
  await serving(AT_ONCE, async ({ server, stop }) => {
    await new Promise((resolve) => server.close(resolve))
    const before = timers()
    expect(await orLate(stop()), 'stop() of a server that does not listen').toEqual({ cut: 0 })
    await until('whether the timer of the deadline is gone after the end', () => timers() <= before)
  })
  await serving(AT_ONCE, async ({ server, stop, client, release, asked }) => {
    const slow = await client()
    slow.ask('/slow')
    await until('whether GET /slow has arrived', () => asked.length === 1)
    const before = timers()
    const stopping = stop()
    await until('whether the server closes', () => !server.listening)
    release()
    expect(await orLate(stopping), 'stop() with deadlineMs: 60000, and a request that ends').toEqual({ cut: 0 })
    await until('whether the timer of the deadline is gone after a request that has ended', () => timers() <= before)
  })
})

async function open(client: () => Promise<Client>): Promise<Client> {
  const opened = await client()
  opened.socket.write('GET /socket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
  await until('whether a WebSocket opens', () => opened.text().includes('101'))
  return opened
}
