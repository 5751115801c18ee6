import { check, expect } from 'backend-workbook/check'
import { stageFromImage } from '../dockerfile/stage.ts'
import { startOf } from '../dockerfile/start.ts'
import { type Fields, fieldsOf, readCompose, wordsOf } from './compose.ts'
import { bytesOf, durationOf } from './services.ts'

const both = (read: (service: Fields) => unknown) => {
  const { services } = readCompose()
  return { api: read(services['api'] ?? {}), worker: read(services['worker'] ?? {}) }
}
const same = (value: unknown) => ({ api: value, worker: value })

check('starts again what should go on', { read: 'limits', requirement: 'production', points: 6 }, () => {
  const { services } = readCompose()
  // A policy of `deploy` goes before the other.
  const restarts = (service: Fields) => {
    const { condition } = fieldsOf(fieldsOf(service['deploy'])['restart_policy'])
    const policy = String(condition ?? service['restart'] ?? 'no')
    return /^(?:always|unless-stopped|any)$/.test(policy)
  }
  expect(both(restarts), 'whether they come back after a crash and a restart of the machine').toEqual(same(true))
  expect(restarts(services['migrate'] ?? {}), 'whether migrate runs again when it has succeeded').toBe(false)
})

check('leaves time to drain, and limits memory', { read: 'limits', requirement: 'production', points: 6 }, () => {
  const grace = both((service) => durationOf(service['stop_grace_period']))
  expect(grace, 'milliseconds between SIGTERM and SIGKILL').toEqual(same(30_000))
  const memory = both((service) => {
    const { limits } = fieldsOf(fieldsOf(service['deploy'])['resources'])
    return bytesOf(service['mem_limit'] ?? fieldsOf(limits)['memory'])
  })
  expect(memory, 'bytes of memory').toEqual(same(256 * 1024 * 1024))
})

check('runs node without a shell', { read: 'signals', requirement: 'production', points: 4 }, () => {
  const { services } = readCompose()
  const names = ['api', 'worker', 'migrate']
  const starts = Object.fromEntries(names.map((name) => [name, startedBy(services[name] ?? {})]))
  // The image of the orders service starts the API by itself.
  const isLeftToImage = !services['api']?.['command'] && !services['api']?.['entrypoint']
  const received = isLeftToImage ? { ...starts, api: 'node dist/server' } : starts
  const expected = { api: 'node dist/server', worker: 'node dist/worker', migrate: 'node dist/migrate' }
  expect(received, 'what gets the signals').toEqual(expected)
})

function startedBy({ entrypoint, command }: Fields): string {
  const own = {
    ...(entrypoint ? { entrypoint: wordsOf(entrypoint) } : {}),
    ...(command ? { cmd: wordsOf(command) } : {}),
  }
  const { wrong, script } = startOf({ ...stageFromImage(0, 'orders'), ...own })
  return wrong ?? `node ${script?.replace(/^.*\/(?=dist\/)/, '').replace(/\.js$/, '')}`
}
