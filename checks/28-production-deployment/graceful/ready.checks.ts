import { setTimeout as sleep } from 'node:timers/promises'
import { check, expect } from 'backend-workbook/check'
import { connectionOf, orLate, serving, until } from './serving.ts'

const LONG = 60_000

check('is ready until it is asked to stop, and not a moment longer', { read: 'shutdown', ms: 5000 }, async () => {
  await serving({ waitMs: 1 }, async ({ isReady, stop }) => {
    const before = isReady()
    const stopping = stop()
    expect([before, isReady()], 'isReady() before stop(), and right after the call').toEqual([true, false])
    await orLate(stopping)
    expect(isReady(), 'isReady() after the end').toBe(false)
  })
  await serving({ waitMs: 1 }, async ({ server, isReady, stop }) => {
    await new Promise((resolve) => server.close(resolve))
    const stopping = stop()
    expect(isReady(), 'isReady() right after stop() of a server that does not listen').toBe(false)
    await orLate(stopping)
  })
})

check('takes new connections as long as it waits', { read: 'shutdown', ms: 5000 }, async () => {
  await serving({ waitMs: LONG }, async ({ stop, client }) => {
    const idle = await client()
    idle.ask('/fast')
    await until('whether GET /fast is answered before stop()', () => idle.text().includes('done /fast'))
    void stop()
    await sleep(50)
    const late = await client().catch(() => undefined)
    expect(late ? 'taken' : 'refused', 'a new connection 50 ms after stop(), with waitMs: 60000').toBe('taken')
    late?.ask('/fast')
    await until('whether it is answered', () => late?.text().includes('done /fast') === true)
    idle.ask('/fast')
    await until('whether a kept connection is answered as well', () => idle.text().split('done /fast').length === 3)
  })
})

check('answers requests with Upgrade as before if nobody listens', { read: 'shutdown', ms: 5000 }, async () => {
  await serving({ waitMs: 1, upgrades: false }, async ({ client }) => {
    const curl = await client()
    // What curl --http2 sends.
    curl.socket.write('GET /fast HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n')
    await until("whether GET /fast with Upgrade: h2c is answered by a server without a listener for 'upgrade'", () =>
      curl.text().includes('done /fast'),
    )
  })
})

check('waits for waitMs, and then takes no connection', { read: 'shutdown', ms: 5000 }, async () => {
  await serving({ waitMs: 300, deadlineMs: LONG }, async ({ server, stop, client, asked }) => {
    const slow = await client()
    slow.ask('/slow')
    await until('whether GET /slow has begun', () => asked.length === 1)
    const start = performance.now()
    void stop()
    await until('whether the server closes, with waitMs: 300', () => !server.listening)
    expect(performance.now() - start, 'ms until it closes, with waitMs: 300').toBeGreaterThan(280)
    const late = await client().catch(() => undefined)
    expect(late ? 'taken' : 'refused', 'a new connection after waitMs, with a request that runs').toBe('refused')
  })
})

check('takes its time if nobody says how much', { read: 'shutdown', ms: 5000 }, async () => {
  await serving({}, async ({ server, stop }) => {
    await serving({ waitMs: 1 }, async ({ stop: end, client, asked }) => {
      const slow = await client()
      slow.ask('/slow')
      await until('whether GET /slow has begun', () => asked.length === 1)
      const start = performance.now()
      void stop()
      const ended = await Promise.race([end().then(() => 'ended'), sleep(1200, 'not yet')])
      const state = server.listening ? 'it listens' : 'it does not'
      // Where others had the processors meanwhile, more time may have passed than anybody promises.
      if (performance.now() - start > 4500) return
      expect(ended, 'stop() after 1.2 s, without deadlineMs, and with a request that runs').toBe('not yet')
      expect(state, 'the server 1.2 s after stop(), without waitMs').toBe('it listens')
    })
  })
})

check('takes 0 for no wait at all', { read: 'shutdown', ms: 5000 }, async () => {
  await serving({ waitMs: 0, deadlineMs: LONG }, async ({ server, stop, client, asked }) => {
    const slow = await client()
    slow.ask('/slow')
    await until('whether GET /slow has begun', () => asked.length === 1)
    void stop()
    // On a busy machine five times as long, and still less than the default.
    await until('whether the server closes, with waitMs: 0', () => !server.listening, 700)
  })
  await serving({ waitMs: 0, deadlineMs: 0 }, async ({ stop, client, asked }) => {
    const slow = await client()
    slow.ask('/slow')
    await until('whether GET /slow has begun', () => asked.length === 1)
    expect(await orLate(stop(), 700), 'stop() with waitMs: 0, deadlineMs: 0 and a request that runs').toEqual({
      cut: 1,
    })
  })
})

check('says Connection: close from the call on', { read: 'shutdown', ms: 5000 }, async () => {
  await serving({ waitMs: LONG }, async ({ stop, client, release, asked }) => {
    const [running, kept] = [await client(), await client()]
    running.ask('/slow')
    kept.ask('/fast')
    await until('whether two requests have arrived', () => asked.length === 2)
    await until('whether GET /fast is answered', () => kept.text().includes('done'))
    expect(connectionOf(kept), 'Connection of an answer before stop()').toBe('keep-alive')
    void stop()
    kept.ask('/fast')
    await until('whether GET /fast is answered after stop()', () => kept.text().split('done').length === 3)
    expect(connectionOf(kept), 'Connection of an answer to a request after stop()').toBe('close')
    release()
    await until('whether GET /slow is answered', () => running.text().includes('done'))
    expect(connectionOf(running), 'Connection of an answer to a request before stop(), answered after it').toBe('close')
  })
})
