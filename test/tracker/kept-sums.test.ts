import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { readSums } from '../../tracker/kept-sums.ts'
import { underNamesOfToday } from '../../tracker/names-of-today.ts'
import { progressOf } from '../../tracker/progress.ts'
import { openTracker, type Tracker } from '../../tracker/store.ts'
import { sumUp } from '../../tracker/sums.ts'
import { aCourse, aDay, anExercise, attempt, NOW } from './builders.ts'
import { aFolder } from './disks.ts'

const course = aCourse()
let cache: string
let tracker: Tracker
let code: string

/** Long enough to be worth keeping: 400 kB. */
const events = Array.from({ length: 2500 }, (_, n) =>
  attempt(`${1 + (n % 4)}/one`, 'failed', new Date(NOW.getTime() - (5000 - n) * 600_000).toISOString()),
)

beforeEach(async () => {
  cache = aFolder()
  code = 'as it is'
  tracker = await openTracker(aFolder(), { now: () => NOW })
  await tracker.add(...events)
})

async function shown(of = course) {
  const { sums, warnings } = await readSums(of, tracker, { folder: cache, code })
  return { progress: progressOf(of, sums, NOW), warnings }
}

async function expected(of = course) {
  const { events } = (await tracker.read()).record
  return progressOf(of, sumUp(of, underNamesOfToday(of, events)), NOW)
}

describe('the sums of a long record', () => {
  it('are kept and used again, and are the same', async () => {
    const first = await shown()
    expect(readdirSync(cache)).toHaveLength(1)
    const read = tracker.read
    tracker.read = () => Promise.reject(new Error('read the whole record'))
    expect(await shown()).toEqual(first)
    tracker.read = read
    expect(first).toEqual({ progress: await expected(), warnings: [] })
  })

  it('take in what was added since', async () => {
    await shown()
    await tracker.add(attempt('1/one', 'passed', NOW.toISOString()), { type: 'forced', day: 3 })
    const { read } = tracker
    tracker.read = () => Promise.reject(new Error('read the whole record'))
    const { progress } = await shown()
    tracker.read = read
    expect(progress).toEqual(await expected())
    expect(progress.days[0]?.exercises[0]).toMatchObject({ status: 'passed', attempts: 626 })
  })

  it.each<[string, (text: string) => string]>([
    ['an event is taken out', (text) => text.replace(/^ {4}\{.*"3\/one".*\},\n/m, '')],
    ['an event is changed', (text) => text.replace('"failed"', '"passed"')],
    [
      'an older event is added',
      (text) => text.replace(/\n {2}\]\n\}\n$/, `,\n    ${JSON.stringify({ ...events[0], status: 'passed' })}$&`),
    ],
    ['it is written in another form', (text) => JSON.stringify(JSON.parse(text))],
  ])('are made again where %s', async (_, change) => {
    await shown()
    const text = readFileSync(tracker.path, 'utf8')
    writeFileSync(tracker.path, change(text))
    expect(readFileSync(tracker.path, 'utf8')).not.toBe(text)
    expect((await shown()).progress).toEqual(await expected())
  })

  it('are made again where an exercise got another name', async () => {
    await shown()
    const renamed = aCourse({ days: [aDay(1, { exercises: [anExercise('new', { aliases: ['one'] })] })] })
    expect((await shown(renamed)).progress).toEqual(await expected(renamed))
    expect((await shown(renamed)).progress.days[0]?.exercises[0]).toMatchObject({ id: 'new', attempts: 625 })
  })

  it('are made again by other code', async () => {
    await shown()
    const { read } = tracker
    code = 'changed'
    let whole = 0
    tracker.read = () => {
      whole++
      return read()
    }
    await shown()
    expect(whole).toBe(1)
  })

  it('are not trusted where what is kept, or the record, is damaged', async () => {
    await shown()
    writeFileSync(join(cache, readdirSync(cache)[0] ?? ''), '{"code":1')
    expect((await shown()).progress).toEqual(await expected())
    writeFileSync(tracker.path, readFileSync(tracker.path, 'utf8').slice(0, -200))
    const { progress, warnings } = await shown()
    expect(warnings[0]).toMatch(/^progress.json was cut short or overwritten; its last good copy is used/)
    expect(progress).toEqual(await expected())
  })
})
