import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { realFileSystem } from '../../tracker/file-system.ts'
import { acquireLock, LockTimeout } from '../../tracker/lock.ts'
import { openTracker } from '../../tracker/store.ts'
import { aFolder } from './disks.ts'

const disk = realFileSystem
const owner = (overrides: object) => JSON.stringify({ pid: 1, host: hostname(), token: 'gone-1', ...overrides })

it('is held by one at a time, and is handed on', async () => {
  const path = join(aFolder(), 'lock')
  const first = await acquireLock(path, { disk })
  await expect(acquireLock(path, { disk, patience: 30 })).rejects.toBeInstanceOf(LockTimeout)
  const waiting = acquireLock(path, { disk })
  first.release()
  const second = await waiting
  expect(first.isHeld()).toBe(false)
  expect(second.isHeld()).toBe(true)
  second.release()
  expect(existsSync(path)).toBe(false)
})

it('of a process that died is taken at once, and what the dead left is cleared', async () => {
  const path = join(aFolder(), 'lock')
  writeFileSync(path, owner({ pid: 999_999 }))
  const abandoned: string[] = []
  const lock = await acquireLock(path, {
    disk,
    isAlive: () => false,
    onAbandoned: (token) => abandoned.push(token),
    patience: 500,
  })
  expect(lock.isHeld()).toBe(true)
  expect(abandoned).toEqual(['gone-1'])
})

it.each([
  ['another host, whose processes cannot be asked', owner({ host: 'elsewhere' })],
  ['a process number that was given away again', owner({ pid: process.pid })],
  ['nobody: it died before it wrote its name', ''],
  ['a writer of nonsense', '{"pid":'],
])('of %s is taken once it was seen unchanged for long enough', async (_, content) => {
  const path = join(aFolder(), 'lock')
  writeFileSync(path, content)
  const start = performance.now()
  const lock = await acquireLock(path, { disk, staleAfter: 60, patience: 5000 })
  expect(performance.now() - start).toBeGreaterThanOrEqual(60)
  lock.release()
})

it('of others who work one after another is not taken for abandoned', async () => {
  const path = join(aFolder(), 'lock')
  writeFileSync(path, owner({ pid: process.pid, token: 'busy-0' }))
  const others = setInterval(
    () => writeFileSync(path, owner({ pid: process.pid, token: `busy-${Math.random()}`.replace('.', '') })),
    5,
  )
  try {
    await expect(acquireLock(path, { disk, staleAfter: 80, patience: 250 })).rejects.toBeInstanceOf(LockTimeout)
  } finally {
    clearInterval(others)
  }
})

it('that was taken over is noticed by its first owner, who does not release the other one’s', async () => {
  const path = join(aFolder(), 'lock')
  const sleeper = await acquireLock(path, { disk })
  const other = await acquireLock(path, { disk, staleAfter: 20 })
  expect(sleeper.isHeld()).toBe(false)
  sleeper.release()
  expect(other.isHeld()).toBe(true)
  other.release()
})

it('is given to exactly one of many who find it abandoned', async () => {
  const path = join(aFolder(), 'lock')
  writeFileSync(path, owner({ pid: 999_999 }))
  let holders = 0
  let most = 0
  await Promise.all(
    Array.from({ length: 20 }, async () => {
      const lock = await acquireLock(path, { disk, isAlive: (pid) => pid === process.pid })
      most = Math.max(most, ++holders)
      await sleep(1)
      holders--
      lock.release()
    }),
  )
  expect(most).toBe(1)
  expect(existsSync(path)).toBe(false)
})

it('that nobody lets go ends in a warning, and the record is not touched', async () => {
  const folder = aFolder()
  const tracker = await openTracker(folder, { patience: 40 })
  await tracker.add({ type: 'hint', exercise: '1/one', step: 1 })
  const before = readFileSync(tracker.path, 'utf8')
  writeFileSync(`${tracker.path}.lock`, owner({ pid: process.pid }))
  expect((await tracker.add({ type: 'hint', exercise: '1/one', step: 2 })).warning).toContain('another course process')
  expect(readFileSync(tracker.path, 'utf8')).toBe(before)
  expect(readdirSync(folder).sort()).toEqual(['progress.json', 'progress.json.bak', 'progress.json.lock'])
})
