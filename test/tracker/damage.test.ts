import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openTracker } from '../../tracker/store.ts'
import { NOW } from './builders.ts'
import { aFolder, brokenDisk, mortalDisk, PowerCut, readOnlyDisk } from './disks.ts'

const hint = (step: number) => ({ type: 'hint', exercise: '1/one', step }) as const

async function aRecord(steps = 3) {
  const folder = aFolder()
  const tracker = await openTracker(folder, { now: () => NOW })
  for (let step = 1; step <= steps; step++) await tracker.add(hint(step))
  return { folder, file: join(folder, 'progress.json'), tracker }
}

async function stepsIn(folder: string): Promise<{ steps: unknown[]; warnings: string[] }> {
  const { record, warnings } = await (await openTracker(folder, { now: () => NOW })).read()
  return { steps: record.events.map((event) => event.type === 'hint' && event.step), warnings }
}

const damages: [name: string, says: string, damage: (text: string) => string | Buffer][] = [
  ['truncated', 'cut short', (text) => text.slice(0, text.length / 2)],
  ['emptied', 'empty', () => ''],
  ['full of zeros', 'cut short', (text) => Buffer.alloc(text.length)],
  ['garbage', 'cut short', () => Buffer.from([0xff, 0xfe, 0x00, 0x9c, 0x7b])],
  ['some other JSON', 'not a record', () => '[1, 2, 3]'],
  ['a record without events', 'not a record', () => '{"version":1}'],
  ['a record without a version', 'not a record', () => '{"events":[]}'],
]

describe.each(damages)('a file that is %s', (_, says, damage) => {
  it('is set aside under a dated name, and its last good copy takes its place', async () => {
    const { folder, file } = await aRecord()
    const damaged = damage(readFileSync(file, 'utf8'))
    writeFileSync(file, damaged)

    const { steps, warnings } = await stepsIn(folder)
    expect(steps).toEqual([1, 2, 3])
    expect(warnings).toEqual([expect.stringContaining(says)])
    expect(warnings[0]).toContain('its last good copy is used (3 events)')

    const kept = 'progress.damaged-2026-03-20T12-00-00.json'
    expect(warnings[0]).toContain(kept)
    expect(readFileSync(join(folder, kept))).toEqual(Buffer.from(damaged))
    expect(readdirSync(folder).sort()).toEqual([kept, 'progress.json', 'progress.json.bak'])
    expect(await stepsIn(folder)).toEqual({ steps: [1, 2, 3], warnings: [] })
  })

  it('is mended by writing too, and the new event is there', async () => {
    const { folder, file, tracker } = await aRecord()
    writeFileSync(file, damage(readFileSync(file, 'utf8')))
    expect((await tracker.add(hint(4))).warning).toContain('last good copy')
    expect(await stepsIn(folder)).toEqual({ steps: [1, 2, 3, 4], warnings: [] })
  })
})

describe('a record that a merge left in conflict', () => {
  const at = (minute: number) => `2026-03-19T12:0${minute}:00.000Z`
  const line = (step: number, minute = step) => `    ${JSON.stringify({ at: at(minute), ...hint(step) })}`
  const whole = (lines: string[]) => `{\n  "version": 1,\n  "events": [\n${lines.join(',\n')}\n  ]\n}\n`
  const merged = (ours: string[], theirs: string[], ancestor = '') =>
    whole([line(1)]).replace(
      line(1),
      `${line(1)},\n<<<<<<< HEAD\n${ours.join(',\n')}\n${ancestor}=======\n${theirs.join(',\n')}\n>>>>>>> laptop`,
    )

  async function stepsAfter(text: string, copy: string | undefined): Promise<{ steps: unknown[]; warnings: string[] }> {
    const folder = aFolder()
    writeFileSync(join(folder, 'progress.json'), text)
    if (copy !== undefined) writeFileSync(join(folder, 'progress.json.bak'), copy)
    const first = await stepsIn(folder)
    expect(await stepsIn(folder)).toEqual({ steps: first.steps, warnings: [] })
    const kept = readdirSync(folder).filter((name) => name.includes('damaged'))
    expect(kept.map((name) => readFileSync(join(folder, name), 'utf8'))).toContain(text)
    return first
  }

  it('holds both sides and what only the last good copy has, in the order of time, each event once', async () => {
    const { steps, warnings } = await stepsAfter(
      merged([line(3), line(5)], [line(2), line(4)]),
      whole([line(1), line(3), line(6)]),
    )
    expect(steps).toEqual([1, 2, 3, 4, 5, 6])
    expect(warnings).toEqual([expect.stringContaining('both sides are joined (6 events)')])
  })

  it('leaves out the common ancestor that some tools write between the sides', async () => {
    expect((await stepsAfter(merged([line(3)], [line(2)], `||||||| base\n${line(9)}\n`), undefined)).steps).toEqual([
      1, 2, 3,
    ])
  })

  it('keeps what one side holds twice', async () => {
    expect((await stepsAfter(merged([line(2), line(2)], [line(2)]), whole([line(1)]))).steps).toEqual([1, 2, 2])
  })

  it('takes the lines of a side whose commas do not fit', async () => {
    const text = merged([line(3)], [line(2)]).replace(`${line(2)}\n`, `${line(2)},\n`)
    expect((await stepsAfter(text, undefined)).steps).toEqual([1, 2, 3])
  })

  it('may be a whole file twice', async () => {
    const text = `<<<<<<< HEAD\n${whole([line(1), line(3)])}=======\n${whole([line(1), line(2)])}>>>>>>> theirs\n`
    expect((await stepsAfter(text, 'nothing of use')).steps).toEqual([1, 2, 3])
  })
})

describe('without a good copy', () => {
  it('the whole lines of a truncated file are saved', async () => {
    const { folder, file } = await aRecord()
    rmSync(`${file}.bak`)
    writeFileSync(file, readFileSync(file, 'utf8').slice(0, -30))
    const { steps, warnings } = await stepsIn(folder)
    expect(steps).toEqual([1, 2])
    expect(warnings[0]).toContain('2 events could be saved')
  })

  it('both damaged files are kept, and a new record begins', async () => {
    const { folder, file } = await aRecord()
    writeFileSync(file, 'one')
    writeFileSync(`${file}.bak`, 'two')
    expect((await stepsIn(folder)).steps).toEqual([])
    const kept = readdirSync(folder).filter((name) => name.includes('damaged'))
    expect(kept.map((name) => readFileSync(join(folder, name), 'utf8')).sort()).toEqual(['one', 'two'])
    expect(await stepsIn(folder)).toEqual({ steps: [], warnings: [] })
  })
})

it('a record that was deleted comes back from its copy, with a word on how to begin afresh', async () => {
  const { folder, file } = await aRecord()
  rmSync(file)
  const { steps, warnings } = await stepsIn(folder)
  expect(steps).toEqual([1, 2, 3])
  expect(warnings[0]).toContain('To begin afresh, delete progress.json and progress.json.bak')
  rmSync(file)
  rmSync(`${file}.bak`)
  expect(await stepsIn(folder)).toEqual({ steps: [], warnings: [] })
})

it('a copy that is damaged is no matter while the record is good, and is good again after a write', async () => {
  const { folder, file, tracker } = await aRecord()
  writeFileSync(`${file}.bak`, 'x')
  expect(await stepsIn(folder)).toEqual({ steps: [1, 2, 3], warnings: [] })
  await tracker.add(hint(4))
  expect(readFileSync(`${file}.bak`, 'utf8')).toBe(readFileSync(file, 'utf8'))
})

describe('a disk that cannot be written', () => {
  it.each([
    ['ENOSPC', 'the disk is full', brokenDisk('ENOSPC', ['writeSync'])],
    ['ENOSPC on flush', 'the disk is full', brokenDisk('ENOSPC', ['fsyncSync'])],
    ['EDQUOT', 'the disk is full', brokenDisk('EDQUOT', ['writeSync'])],
    ['EROFS', 'cannot be written', readOnlyDisk('EROFS')],
    ['EACCES', 'cannot be written', readOnlyDisk('EACCES')],
    ['EPERM on rename', 'cannot be written', brokenDisk('EPERM', ['renameSync'])],
    ['EIO', 'EIO', brokenDisk('EIO', ['fsyncSync'])],
  ])('(%s) is a warning, and the record is as it was', async (_, says, disk) => {
    const { folder, file } = await aRecord()
    const before = readFileSync(file, 'utf8')
    const tracker = await openTracker(folder, { disk })
    const { warning } = await tracker.add(hint(4))
    expect(warning).toMatch(/^This was not recorded in progress.json: /)
    expect(warning).toContain(says)
    expect(readFileSync(file, 'utf8')).toBe(before)
    expect((await tracker.read()).record.events).toHaveLength(3)
    expect(readdirSync(folder).filter((name) => name.endsWith('.new'))).toEqual([])
  })

  it('writes nothing anywhere when it is read-only, and a later write works', async () => {
    const { folder } = await aRecord()
    await (await openTracker(folder, { disk: readOnlyDisk('EROFS') })).add(hint(4))
    expect(readdirSync(folder).sort()).toEqual(['progress.json', 'progress.json.bak'])
    expect(await (await openTracker(folder)).add(hint(5))).toEqual({})
    expect((await stepsIn(folder)).steps).toEqual([1, 2, 3, 5])
  })

  it('is a warning when not even the folder can be made', async () => {
    const folder = join(aFolder(), 'new')
    const tracker = await openTracker(folder, { disk: brokenDisk('EACCES', ['mkdirSync']) })
    expect((await tracker.add(hint(1))).warning).toContain('cannot be written')
    expect(existsSync(folder)).toBe(false)
  })

  it('records all the same when only the copy cannot be written', async () => {
    const { folder, file } = await aRecord()
    const disk = brokenDisk(
      'ENOSPC',
      ['renameSync'],
      (path) => readFileSync(path, 'utf8') === readFileSync(file, 'utf8'),
    )
    expect(await (await openTracker(folder, { disk })).add(hint(4))).toEqual({})
    expect((await stepsIn(folder)).steps).toEqual([1, 2, 3, 4])
  })

  it('still reads the last good copy of a damaged record', async () => {
    const { folder, file } = await aRecord()
    writeFileSync(file, '')
    const { record, warnings } = await (await openTracker(folder, { disk: readOnlyDisk('EROFS') })).read()
    expect(record.events).toHaveLength(3)
    expect(warnings[0]).toContain('last good copy')
    expect(readFileSync(file, 'utf8')).toBe('')
  })
})

describe('a process that dies', () => {
  /** Adds one event, dying before the nth call on the disk; how many calls there were when it did not die. */
  async function dieAt(folder: string, call: number): Promise<number | undefined> {
    const { disk, calls } = mortalDisk(call)
    try {
      await (await openTracker(folder, { disk, now: () => NOW })).add(hint(4))
      return calls()
    } catch (error) {
      if (!(error instanceof PowerCut)) throw error
      return undefined
    }
  }

  it('before any of its calls leaves a record that reads, with the event or without it', async () => {
    let finished: number | undefined
    for (let call = 1; finished === undefined; call++) {
      const { folder } = await aRecord()
      finished = await dieAt(folder, call)
      const { steps, warnings } = await stepsIn(folder)
      expect(warnings).toEqual([])
      expect([
        [1, 2, 3],
        [1, 2, 3, 4],
      ]).toContainEqual(steps)
    }
    expect(finished).toBeGreaterThan(15)
  })

  it('while it mends a damaged record leaves one that can still be mended', async () => {
    let finished: number | undefined
    for (let call = 1; finished === undefined; call++) {
      const { folder, file } = await aRecord()
      writeFileSync(file, '{"version":1,')
      finished = await dieAt(folder, call)
      // Its lock is of this very process, which lives: as after a restart that gave the number away again.
      rmSync(`${file}.lock`, { force: true })
      const { steps } = await stepsIn(folder)
      expect([
        [1, 2, 3],
        [1, 2, 3, 4],
      ]).toContainEqual(steps)
    }
  })
})
