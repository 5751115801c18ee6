import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type DayOptions, run } from '../../src/commands/day.ts'
import { makeCourse, temporaryFolder } from '../fixtures/build.ts'
import { fakeTerminal } from '../ui/terminal/fake-terminal.ts'
import { fakeWorld } from '../workbook/fake-world.ts'

/** A course whose second day stands behind a gate, and whose third is coming. */
function gatedCourse(): string {
  return makeCourse(temporaryFolder(), {
    'course.yaml': `title: Two phases
phases:
  - { id: 1, title: First, days: [1] }
  - { id: 2, title: Second, days: [2, 3] }
gates:
  - { gate: 1, day: 1, title: The sums }
coming:
  - day: 3
    slug: later
    title: Later
    outcome: You will know.
    topics:
      - { id: soon, text: What comes soon }
`,
  })
}

async function print(args: string[], options: DayOptions = {}, overrides: Parameters<typeof fakeWorld>[0] = {}) {
  const world = fakeWorld(overrides)
  const code = await run(args, options, world)
  return { code, text: world.printed(), world }
}

function recorded(world: { cwd: string }): { type: string; section?: string }[] {
  const file = join(world.cwd, 'workbook', 'progress.json')
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).events : []
}

describe('course day without a terminal', () => {
  it('prints the whole day: header, prose, and what there is to do with its commands', async () => {
    const { code, text } = await print(['1'])
    expect(code).toBe(0)
    const order = [
      'Day 1  Adding',
      'You can add numbers',
      'Topics: 0 of 3 proved',
      '○ The sum of two numbers (add, quiz)',
      'Two numbers make one.',
      'What plus does\n──────────────',
      'console.log(1 + 1',
      'string │ anything',
      'course demo 1 adding',
      join('workbook', '01-adding', 'add.ts'),
      'course check 1/add',
      'course quiz 1',
    ]
    const places = order.map((part) => text.indexOf(part))
    expect(places).not.toContain(-1)
    expect(places).toEqual(places.toSorted((a, b) => a - b))
  })

  it('puts the starters into the workbook and records no visit', async () => {
    const { world } = await print(['1'])
    expect(existsSync(join(world.cwd, 'workbook', '01-adding', 'add.ts'))).toBe(true)
    expect(recorded(world)).toEqual([])
  })

  it('stays within 40 columns', async () => {
    const { text } = await print(['1'], {}, { env: { COLUMNS: '40', COURSE_CACHE: temporaryFolder() } })
    const wide = text.split('\n').filter((line) => line.length > 40)
    expect(wide).toEqual([])
  })

  it('prints one section with --section, and names the sections there are for another', async () => {
    const { text } = await print(['1'], { section: 'a-list' })
    expect(text).toBe(
      'A list of numbers\n─────────────────\n\nStart with zero and add each number in turn. An empty list adds up to zero.\n\n  console.log([1, 2, 3].reduce((sum, number) => sum + number, 0)) // 6\n',
    )
    await expect(print(['1'], { section: 'nowhere' })).rejects.toMatchObject({
      name: 'Problem',
      hint: expect.stringContaining('what-plus-does'),
    })
  })

  it('says of a day that is coming what it will be', async () => {
    const open = makeCourse(temporaryFolder(), {
      'course.yaml': readFileSync(join(gatedCourse(), 'course.yaml'), 'utf8').replace(/gates:\n.*\n/, ''),
    })
    const { code, text, world } = await print(['later'], {}, { flags: { course: open, color: false } })
    expect(code).toBe(0)
    expect(text).toContain('not written yet')
    expect(text).toContain('What comes soon')
    expect(recorded(world)).toEqual([])
  })

  it('says the same behind a closed gate, and what is missing; --force is recorded', async () => {
    const world = fakeWorld({ flags: { course: gatedCourse(), color: false } })
    await expect(run(['later'], {}, world)).rejects.toMatchObject({
      message: 'Day 3 is closed until gate 1 is passed: The sums (day 1).',
      hint: expect.stringContaining('1/add, 1/total'),
      exitCode: 1,
    })
    expect(world.printed()).toContain('What comes soon')
    expect(await run(['later'], { force: true }, world)).toBe(0)
    expect(recorded(world)).toMatchObject([{ type: 'forced', day: 3 }])
  })

  it('keeps a day closed whose gate is not passed, and says what is missing', async () => {
    await expect(print(['2'], {}, { flags: { course: gatedCourse(), color: false } })).rejects.toMatchObject({
      message: 'Day 2 is closed until gate 1 is passed: The sums (day 1).',
      hint: expect.stringContaining('1/add, 1/total'),
      exitCode: 1,
    })
  })

  it('opens it with --force, and records that', async () => {
    const { code, text, world } = await print(
      ['2'],
      { force: true },
      { flags: { course: gatedCourse(), color: false } },
    )
    expect(code).toBe(0)
    expect(text).toContain('Day 2  Serving')
    expect(recorded(world)).toMatchObject([{ type: 'forced', day: 2 }])
  })

  it.each([
    ['YAML', 'lesson.md', 'minutes: 30', 'minutes: [30', /lesson\.md\nline \d+: /],
    ['a value', 'lesson.md', 'minutes: 30', 'minutes: soon', /lesson\.md\nline 4: minutes: /],
    ['a value further down', 'lesson.md', 'kind: server', 'kind: magic', /lesson\.md\nline \d+: exercises\.0\.kind: /],
    ['the quiz', 'quiz.yaml', 'kind: ', 'kind: un', /quiz\.yaml\nline \d+: questions\.0\.kind: /],
  ])(
    'names file, line and reason where %s of a day is broken, and opens the others',
    async (_, name, right, wrong, message) => {
      const course = makeCourse(temporaryFolder())
      const file = join(course, 'lessons/02-serving', name)
      writeFileSync(file, readFileSync(file, 'utf8').replace(right, wrong))
      const flags = { course, color: false }
      await expect(print(['2'], {}, { flags })).rejects.toMatchObject({
        name: 'Problem',
        message: expect.stringMatching(message),
      })
      expect((await print(['1'], {}, { flags })).code).toBe(0)
    },
  )
})

/** A learner at a terminal, with the tiny course in a folder of their own. */
function learner(cwd = temporaryFolder('cwd')) {
  const terminal = fakeTerminal({ columns: 80, rows: 24 })
  const { input: stdin, output: stdout } = terminal
  const world = fakeWorld({ cwd, stdin, stdout })
  const seen = (text: string) => expect.poll(() => terminal.written(), { timeout: 30_000 }).toContain(text)
  return { ...terminal, world, seen, walk: (options: DayOptions = {}) => run(['1'], options, world) }
}

describe('course day in a terminal', () => {
  it('walks from section to section, and goes on where the learner stopped', async () => {
    const first = learner()
    const end = first.walk()
    await first.seen('1/4')
    await first.press(' ', ' ')
    expect(first.frame().join('\n')).toContain('Start with zero')
    await first.press('q')
    expect(await end).toBe(0)
    expect(recorded(first.world).map(({ section }) => section)).toEqual(['opening', 'what-plus-does', 'a-list'])

    const second = learner(first.world.cwd)
    const again = second.walk()
    await second.seen('3/4')
    await second.press('\x03')
    expect(await again).toBe(130)
  })

  it('ends in a menu, which comes first once the day is read', async () => {
    const first = learner()
    const end = first.walk({ section: 'exercises' })
    await first.seen('4/4')
    await first.press('\r')
    await first.seen('Exercise ○ Add two numbers')
    await first.press('\x03')
    expect(await end).toBe(130)
    const second = learner(first.world.cwd)
    const again = second.walk()
    await second.seen('Run the demo: adding')
    await second.press('\x03')
    expect(await again).toBe(130)
  })

  it('comes back to the text from the menu', async () => {
    const { walk, seen, press, frame, written } = learner()
    const end = walk()
    await seen('1/4')
    await press(' ', 'm')
    await seen('Read on: What plus does')
    const before = written().length
    await press('\r')
    await expect.poll(() => written().slice(before)).toContain('2/4')
    expect(frame().join('\n')).toContain('Between two numbers')
    await press('q')
    expect(await end).toBe(0)
  })

  it('shows where the file of an exercise is, and opens it in the editor when asked', async () => {
    const { world, seen, press } = learner()
    world.env['EDITOR'] = `"${process.execPath}" -e "" --`
    const end = run(['1'], { exercise: 'add' }, world)
    await seen(join('workbook', '01-adding', 'add.ts'))
    await seen('Open it in')
    await press('\r')
    await expect.poll(() => world.complained()).toBe('')
    await seen('Back')
    await press('\x03')
    expect(await end).toBe(130)
  })
})
