import { request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { check, expect, stretched } from 'backend-workbook/check'
import { ask, type Backend, backend, breaks, proxy, silent, until } from './street.ts'

check('sends a GET to the next backend where one fails', { read: 'balancing', ms: 6000 }, async () => {
  for (const method of ['GET', 'HEAD']) {
    const [broken, gone, good] = [await backend('broken'), await backend('gone'), await backend('good')]
    broken.answer = breaks
    await gone.stop()
    const front = await proxy([broken, gone, good])
    const statuses: number[] = []
    for (let turn = 0; turn < 4; turn++) statuses.push((await ask(front, '/', { method })).status)
    const given = `${method} four times, where the first backend breaks the connection and the second is not there`
    expect(statuses, given).toEqual([200, 200, 200, 200])
    expect([broken.seen.length, good.seen.length], `requests to the first and to the third: ${given}`).toEqual([1, 4])
    good.answer = breaks
    expect((await ask(front, '/', { method })).status, `${method} where the last backend breaks as well`).toBe(502)
    expect(good.seen.length, 'requests to the last one').toBe(5)
    expect((await ask(front, '/', { method })).status, `${method} when all are out`).toBe(503)
    expect([broken.seen.length, good.seen.length], 'requests to backends that are out').toEqual([1, 5])
  }
  const all = await Promise.all(['a', 'b', 'c'].map((name) => backend(name)))
  for (const each of all) each.answer = breaks
  const { status } = await ask(await proxy(all), '/')
  const seen = all.map((each) => each.seen.length)
  expect({ status, seen }, 'GET where all three break the connection').toEqual({ status: 502, seen: [1, 1, 1] })
})

check('never sends anything else twice', { read: 'balancing', ms: 6000 }, async () => {
  for (const options of [
    { method: 'POST', body: '{}' },
    { method: 'POST' },
    { method: 'PUT', body: 'x'.repeat(200_000) },
    { method: 'DELETE' },
    { method: 'GET', body: '{}' },
    { method: 'GET', body: ['one, ', 'two'] },
  ]) {
    const [broken, good] = [await backend('broken', { collects: false }), await backend('good')]
    broken.answer = breaks
    const front = await proxy([broken, good])
    const given = `${options.method} with ${options.body ? 'a' : 'no'} body, where the first of two backends breaks the connection`
    const { status } = await ask(front, '/orders', options)
    const seen = [broken.seen.length, good.seen.length]
    expect({ status, seen }, given).toEqual({ status: 502, seen: [1, 0] })
    for (let turn = 0; turn < 2; turn++) await ask(front, '/orders', options)
    expect(good.seen.length, `requests to the second, of two more: the first is out since. ${given}`).toBe(2)
  }
  const gone = await backend('gone')
  await gone.stop()
  const { status } = await ask(await proxy([gone]), '/orders', { method: 'POST', body: '{}' })
  expect(status, 'POST where the one backend is not there').toBe(502)
})

check('answers 504 where a backend is late, and asks no other', { read: 'proxy', ms: 8000 }, async () => {
  const [slow, good] = [await backend('slow'), await backend('good')]
  slow.answer = silent
  for (const options of [{}, { method: 'POST', body: '{}' }]) {
    const front = await proxy([slow, good], { timeoutMs: 80 })
    const given = `${options.method ?? 'GET'} to a backend that does not answer, with timeoutMs 80`
    slow.seen.length = good.seen.length = 0
    const { status } = await ask(front, '/', options)
    expect({ status, others: good.seen.length }, given).toEqual({ status: 504, others: 0 })
    await until('The request to the backend is not aborted', () => slow.seen.at(-1)?.aborted === true)
    await ask(front, '/', options)
    await ask(front, '/', options)
    expect([slow.seen.length, good.seen.length], `requests to both after three times ${given}`).toEqual([2, 1])
  }
  const timeoutMs = stretched(200)
  const front = await proxy([slow], { timeoutMs })
  slow.answer = async (_request, response) => {
    response.write('a beginning')
    await sleep(timeoutMs + 50)
    response.end(', and an end')
  }
  const late = await ask(front, '/')
  const given = `an answer that begins at once and ends ${timeoutMs + 50} ms later, with timeoutMs ${timeoutMs}`
  expect({ status: late.status, text: late.text }, given).toEqual({ status: 200, text: 'a beginning, and an end' })
  slow.answer = (_incoming, response) => void response.end('thanks')
  const upload = await slowUpload(`${front.url}/import`, timeoutMs + 50)
  expect(upload, `status of an upload that takes ${timeoutMs + 50} ms, with timeoutMs ${timeoutMs}`).toBe(200)
})

function slowUpload(url: string, ms: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const call = request(url, { method: 'POST', agent: false }, (answer) => resolve(answer.resume().statusCode))
    call.on('error', () => resolve(undefined))
    call.write('the first half')
    setTimeout(() => call.end(', and the second'), ms)
  })
}

check('breaks off with the backend, and leaves it with the client', { read: 'proxy', ms: 6000 }, async () => {
  const [half, good] = [await backend('half'), await backend('good')]
  for (const headers of [{}, { 'content-length': '100' }]) {
    const front = await proxy([half, good])
    half.answer = (_request, response) => {
      response.writeHead(200, headers)
      response.write('half')
      setTimeout(() => response.destroy(), 20)
    }
    const got = await halfOf(`${front.url}/orders`)
    expect(got, 'what a client gets of an answer that breaks off after "half"').toBe('half, and then an error')
    expect(good.seen.length, 'requests to the other backend').toBe(0)
  }
  await leavesWithTheClient()
})

async function halfOf(url: string): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(4000) })
  let seen = ''
  try {
    for await (const part of response.body ?? []) seen += Buffer.from(part).toString()
    return `${seen}, and then the end`
  } catch {
    return `${seen}, and then an error`
  }
}

async function leavesWithTheClient(): Promise<void> {
  const [slow, good] = [await backend('slow'), await backend('good')]
  const front = await proxy([slow, good])
  const leave = async (what: string, options: { method?: string; body?: string }) => {
    const client = new AbortController()
    const before = slow.seen.length
    const answer = ask(front, '/export', { ...options, signal: client.signal }).catch(() => undefined)
    await until(`${what}: it does not reach the backend`, () => slow.seen.length > before)
    client.abort()
    await answer
    await until(`${what}: the client has left, and the request to the backend is not aborted`, () => isAborted(slow))
    expect((await ask(front, '/', { patientMs: 900 })).text, `who is asked next, after: ${what}`).toBe('good')
  }
  slow.answer = silent
  await leave('GET that is not answered yet', {})
  await leave('POST that is not answered yet', { method: 'POST', body: '{}' })
  slow.answer = (_request, response) => void response.writeHead(200).write('a beginning')
  await leave('GET whose answer has begun', {})
  expect(good.seen.length, 'requests to the other backend, one after each of the three').toBe(3)
}

const isAborted = ({ seen }: Backend) => seen.at(-1)?.aborted === true
