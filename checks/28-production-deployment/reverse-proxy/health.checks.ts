import { check, expect, stretched } from 'backend-workbook/check'
import { ask, type Backend, backend, breaks, proxy, silent, until } from './street.ts'

type Front = Awaited<ReturnType<typeof proxy>>

check('takes backends out whose health check fails, and in again', { read: 'balancing', ms: 8000 }, async () => {
  const names = ['a', 'answers 503', 'answers 302', 'does not answer', 'c']
  const all = await Promise.all(names.map((name) => backend(name)))
  const [good, busy, moved, frozen] = all as [Backend, Backend, Backend, Backend]
  const fine = good.health
  for (const each of all) each.health = silent
  const calm = 'who answers ten requests at the beginning, while the first health check is an hour away'
  expect(await who(await proxy(all, { health: { timeoutMs: 1 } }), 10), calm).toEqual([...names, ...names])
  expect(good.checked, 'health checks before the first interval has passed').toBe(0)
  for (const each of all) each.health = fine
  const front = await proxy(all, { health: { intervalMs: 40, timeoutMs: stretched(100) } })
  busy.health = (_request, response) => void response.writeHead(503).end()
  moved.health = (_request, response) => void response.writeHead(302, { location: '/' }).end()
  frozen.health = silent
  const given = 'who answers four requests of five backends, whose health checks are as their names say'
  await comesTo(['a', 'a', 'c', 'c'], given, good, async () => (await who(front, 4)).sort())
  const before = all.map(({ checked }) => checked)
  await until('A backend that is out gets no health checks', () =>
    all.every(({ checked }, at) => checked > (before[at] ?? 0)),
  )
  for (const each of all) each.health = (_request, response) => void response.writeHead(204).end()
  const back = 'who answers five requests, once all health checks are answered with 204'
  await comesTo([...names].sort(), back, good, async () => (await who(front, 5)).sort())
  for (const each of all) each.health = breaks
  await comesTo(503, 'status when all health checks fail', good, async () => (await ask(front, '/')).status)
})

async function who(front: Front, turns: number): Promise<string[]> {
  const got: string[] = []
  for (let turn = 0; turn < turns; turn++) got.push((await ask(front, '/')).text)
  return got
}

/** Looks after every second health check, and gives up after so many of them rather than after some time. */
async function comesTo<T>(expected: T, what: string, pace: Backend, read: () => Promise<T>): Promise<void> {
  let got: T | undefined
  for (let round = 0; round < 10 && JSON.stringify(got) !== JSON.stringify(expected); round++) {
    const checked = pace.checked + 2
    await until('Health checks do not go on', () => pace.checked >= checked)
    got = await read()
  }
  expect(got, what).toEqual(expected)
}
