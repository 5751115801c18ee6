import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Migration } from '../../tracker/migrations.ts'
import { openTracker } from '../../tracker/store.ts'
import { attempt, NOW } from './builders.ts'
import { aFolder } from './disks.ts'

const hint = { type: 'hint', exercise: '1/one', step: 1 } as const

function fileOf(folder: string): string {
  return join(folder, 'progress.json')
}

function jsonOf(folder: string): { version: number; events: unknown[]; [key: string]: unknown } {
  return JSON.parse(readFileSync(fileOf(folder), 'utf8'))
}

describe('a record', () => {
  it('is empty where there is none, and reading makes no file or folder', async () => {
    const folder = join(aFolder(), 'not-yet')
    const tracker = await openTracker(folder)
    expect(await tracker.read()).toEqual({ record: { version: 1, events: [], unknown: [] }, warnings: [] })
    expect(existsSync(folder)).toBe(false)
  })

  it('makes its folder with the first event, and gives each event the time', async () => {
    const folder = join(aFolder(), 'made/here')
    const tracker = await openTracker(folder, { now: () => NOW })
    expect(await tracker.add(hint, attempt('1/one', 'passed', '2026-01-01T00:00:00.000Z'))).toEqual({})
    expect((await tracker.read()).record.events).toEqual([
      { ...hint, at: NOW.toISOString() },
      attempt('1/one', 'passed', '2026-01-01T00:00:00.000Z'),
    ])
  })

  it('keeps the order of events that are added without waiting', async () => {
    const tracker = await openTracker(aFolder())
    await Promise.all(Array.from({ length: 20 }, (_, step) => tracker.add({ ...hint, step })))
    const { record } = await tracker.read()
    expect(record.events.map((event) => event.type === 'hint' && event.step)).toEqual(
      Array.from({ length: 20 }, (_, n) => n),
    )
  })

  it('has one event a line, so that version control shows what was added', async () => {
    const folder = aFolder()
    const tracker = await openTracker(folder, { now: () => NOW })
    await tracker.add(hint)
    const before = readFileSync(fileOf(folder), 'utf8').split('\n')
    await tracker.add({ ...hint, step: 2 })
    const after = readFileSync(fileOf(folder), 'utf8').split('\n')
    expect(after).toHaveLength(before.length + 1)
    expect(jsonOf(folder).events).toHaveLength(2)
  })

  it('stays whole when an editor has written it in another form', async () => {
    const folder = aFolder()
    const events = [{ ...hint, at: NOW.toISOString() }]
    for (const text of [
      JSON.stringify({ version: 1, events }),
      JSON.stringify({ events, version: 1, mine: [1, 2] }, null, 2).replaceAll('\n', '\r\n'),
      `{"version":1,"events":[],"mine":[\n    1\n  ]\n}\n`,
    ]) {
      writeFileSync(fileOf(folder), text)
      const before = JSON.parse(text)
      await (await openTracker(folder, { now: () => NOW })).add({ ...hint, step: 2 })
      expect(jsonOf(folder)).toEqual({
        ...before,
        events: [...before.events, { ...hint, at: NOW.toISOString(), step: 2 }],
      })
    }
  })

  it('stays a link where progress.json links elsewhere', async () => {
    const folder = aFolder()
    const synced = join(aFolder(), 'mine.json')
    writeFileSync(synced, JSON.stringify({ version: 1, events: [] }))
    symlinkSync(synced, fileOf(folder))
    await (await openTracker(folder)).add(hint)
    expect(lstatSync(fileOf(folder)).isSymbolicLink()).toBe(true)
    expect(JSON.parse(readFileSync(synced, 'utf8')).events).toHaveLength(1)
  })

  it('makes the file at the end of a link that leads to none yet, and says so when it cannot be read', async () => {
    const folder = aFolder()
    const synced = join(aFolder(), 'mine.json')
    symlinkSync(synced, fileOf(folder))
    const tracker = await openTracker(folder)
    expect((await tracker.read()).warnings).toEqual([
      expect.stringContaining(`a link to ${synced}, which is not there`),
    ])
    expect(await tracker.add(hint)).toEqual({})
    expect(lstatSync(fileOf(folder)).isSymbolicLink()).toBe(true)
    expect(JSON.parse(readFileSync(synced, 'utf8')).events).toHaveLength(1)
    expect((await (await openTracker(folder)).read()).warnings).toEqual([])
  })

  it('leaves a link alone whose folder is gone, and nothing is recorded', async () => {
    const folder = aFolder()
    const synced = join(folder, 'unmounted', 'mine.json')
    symlinkSync(synced, fileOf(folder))
    const { warning } = await (await openTracker(folder)).add(hint)
    expect(warning).toContain('bring back what it leads to')
    expect(readlinkSync(fileOf(folder))).toBe(synced)
    expect(existsSync(synced)).toBe(false)
  })

  it.each([
    ['a byte order mark', (text: string) => Buffer.from(`\uFEFF${text}`)],
    ['UTF-16', (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le')],
    ['UTF-16, the high byte first', (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()],
    ['another layout', (text: string) => Buffer.from(JSON.stringify(JSON.parse(text), null, 8))],
  ])('reads a file with %s, and writes on in it', async (_, rewrite) => {
    const folder = aFolder()
    await (await openTracker(folder, { now: () => NOW })).add(hint)
    writeFileSync(fileOf(folder), rewrite(readFileSync(fileOf(folder), 'utf8')))
    const tracker = await openTracker(folder, { now: () => NOW })
    expect(await tracker.read()).toMatchObject({ record: { events: [{ step: hint.step }] }, warnings: [] })
    expect(await tracker.add({ ...hint, step: 2 })).toEqual({})
    expect(jsonOf(folder).events).toHaveLength(2)
    expect(readdirSync(folder).filter((name) => name.includes('damaged'))).toEqual([])
  })
})

describe('what this version does not understand', () => {
  const strange = [
    { at: NOW.toISOString(), type: 'duel', with: 'a friend' },
    { ...hint, at: NOW.toISOString(), mood: 'good' },
  ]
  const broken = [{ ...hint, at: 'yesterday' }, { type: 'attempt', at: NOW.toISOString() }, null, 7, 'x', []]

  it('costs no other event, and stays in the file as it is', async () => {
    const folder = aFolder()
    const good = { ...hint, at: NOW.toISOString() }
    writeFileSync(fileOf(folder), JSON.stringify({ version: 1, learner: 'me', events: [...strange, ...broken, good] }))
    const tracker = await openTracker(folder, { now: () => NOW })
    await tracker.add({ ...hint, step: 2 })
    const { record, warnings } = await tracker.read()
    expect(record.events).toEqual([good, good, { ...good, step: 2 }])
    expect(record.unknown).toEqual([strange[0], ...broken])
    expect(warnings).toEqual([expect.stringMatching(/^6 entries of progress.json could not be understood/)])
    expect(jsonOf(folder)).toEqual({
      version: 1,
      learner: 'me',
      events: [...strange, ...broken, good, { ...good, step: 2 }],
    })
  })

  it('is not mentioned when it is of a type that a newer tool knows', async () => {
    const folder = aFolder()
    writeFileSync(fileOf(folder), JSON.stringify({ version: 1, events: [strange[0]] }))
    expect((await (await openTracker(folder)).read()).warnings).toEqual([])
  })

  it('is no reason to trust a type named like something every object has', async () => {
    const folder = aFolder()
    writeFileSync(fileOf(folder), '{"version":1,"events":[{"type":"constructor"},{"type":"__proto__"}]}')
    expect((await (await openTracker(folder)).read()).record.unknown).toHaveLength(2)
  })
})

describe('a file of another version', () => {
  // There is only one format so far, so these tests bring a chain of their own: steps became hints, then gained a unit.
  const chain: Migration[] = [
    {
      from: 1,
      migrate: (file) => ({ ...file, events: file.events.map((event) => ({ ...(event as object), step: 1 })) }),
    },
    { from: 2, migrate: (file) => ({ ...file, unit: 'steps' }) },
  ]
  const old = JSON.stringify({ version: 1, events: [{ at: NOW.toISOString(), type: 'hint', exercise: '1/one' }] })

  it('that is older is read as today’s, and not written by reading', async () => {
    const folder = aFolder()
    writeFileSync(fileOf(folder), old)
    const { record } = await (await openTracker(folder, { migrations: chain })).read()
    expect(record).toMatchObject({ version: 3, events: [{ type: 'hint', step: 1 }] })
    expect(readFileSync(fileOf(folder), 'utf8')).toBe(old)
  })

  it('that is older is written as today’s with the next event, and kept as it was beside it', async () => {
    const folder = aFolder()
    writeFileSync(fileOf(folder), old)
    await (await openTracker(folder, { migrations: chain })).add({ ...hint, step: 2 })
    expect(jsonOf(folder)).toMatchObject({ version: 3, unit: 'steps', events: [{ step: 1 }, { step: 2 }] })
    expect(readFileSync(join(folder, 'progress.v1.json'), 'utf8')).toBe(old)
  })

  it('that is half way goes only the rest of the way', async () => {
    const folder = aFolder()
    writeFileSync(fileOf(folder), JSON.stringify({ version: 2, events: [{ ...hint, at: NOW.toISOString(), step: 9 }] }))
    const { record } = await (await openTracker(folder, { migrations: chain })).read()
    expect(record).toMatchObject({ version: 3, events: [{ step: 9 }] })
  })

  it('that is newer is a problem with exit code 2, and nothing is written', async () => {
    const folder = aFolder()
    const newer = JSON.stringify({ version: 2, events: [] })
    writeFileSync(fileOf(folder), newer)
    const tracker = await openTracker(folder)
    const problem = expect.objectContaining({
      name: 'Problem',
      exitCode: 2,
      message: expect.stringContaining('newer version'),
    })
    await expect(tracker.read()).rejects.toEqual(problem)
    await expect(tracker.add(hint)).rejects.toEqual(problem)
    expect(readdirSync(folder)).toEqual(['progress.json'])
    expect(readFileSync(fileOf(folder), 'utf8')).toBe(newer)
  })

  it('that is newer is not replaced by its copy either', async () => {
    const folder = aFolder()
    writeFileSync(fileOf(folder), '')
    writeFileSync(`${fileOf(folder)}.bak`, JSON.stringify({ version: 2, events: [] }))
    await expect((await openTracker(folder)).read()).rejects.toMatchObject({ name: 'Problem', exitCode: 2 })
    expect(readFileSync(fileOf(folder), 'utf8')).toBe('')
  })
})

it('records an event at a cost that grows with the record, and not with its square', async () => {
  const cost = async (events: number) => {
    const tracker = await openTracker(aFolder())
    await tracker.add(...Array.from({ length: events }, () => attempt('1/one', 'failed')))
    const costs: number[] = []
    for (let n = 0; n < 9; n++) {
      const before = process.cpuUsage()
      await tracker.add(hint)
      const { user, system } = process.cpuUsage(before)
      costs.push(user + system)
    }
    return costs.sort((a, b) => a - b)[4] ?? 0
  }
  await cost(1000)
  // In processor time, so that a busy machine changes nothing. With the square it would be 64 times.
  expect((await cost(8000)) / (await cost(1000))).toBeLessThan(20)
})

it('a folder in place of progress.json is a problem that says so, and a warning when writing', async () => {
  const folder = aFolder()
  mkdirSync(fileOf(folder))
  const tracker = await openTracker(folder)
  await expect(tracker.read()).rejects.toMatchObject({ name: 'Problem', message: expect.stringContaining('EISDIR') })
  expect((await tracker.add(hint)).warning).toMatch(/not recorded/)
})
