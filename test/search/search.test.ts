import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { run as search } from '../../src/commands/search.ts'
import { openTracker } from '../../tracker/store.ts'
import { makeCourse, temporaryFolder } from '../fixtures/build.ts'
import { runCourse } from '../fixtures/cli.ts'
import { type FakeWorld, fakeWorld } from '../workbook/fake-world.ts'

async function resultsOf(world: FakeWorld, ...words: string[]) {
  await search(words, { json: true }, world)
  return JSON.parse(world.printed()) as { has: string; near: string[]; results: Record<string, unknown>[] }
}

describe('course search', () => {
  it('shows what was found by day, with a line of it and what opens it', async () => {
    const ran = await runCourse(['search', 'string', 'joins'])
    expect(ran).toMatchObject({ code: 0, stderr: '' })
    expect(ran.stdout).toContain('Day 1  Adding\n  What plus does  (section)\n')
    expect(ran.stdout).toContain('    Between two numbers `+` adds. With a string on either side it joins:\n')
    expect(ran.stdout).toContain('    course day 1 --section what-plus-does\n')
  })

  it.each([
    ['a topic', 'total of a list', { kind: 'topic', name: 'totals', command: 'course day 1' }],
    ['a section', 'opening', { kind: 'section', name: 'opening', command: 'course day 1 --section opening' }],
    ['an exercise by its contract', '404', { kind: 'exercise', name: 'ping', command: 'course watch 2/ping' }],
    ['a question by its code', 'reduce', { kind: 'question', name: 'typed-sum', command: 'course quiz 1' }],
    ['a day that is coming', 'where things are kept', { kind: 'topic', name: 'storage', command: 'course day 3' }],
  ])('finds %s', async (_, query, expected) => {
    const { results } = await resultsOf(fakeWorld(), ...query.split(' '))
    expect(results).toContainEqual(expect.objectContaining(expected))
  })

  it('forgives slips of the finger, and takes one for many', async () => {
    const { results } = await resultsOf(fakeWorld(), 'stirng')
    expect(results).toContainEqual(expect.objectContaining({ name: 'what-plus-does' }))
    expect((await resultsOf(fakeWorld(), 'listeners')).results[0]).toMatchObject({ day: 2 })
  })

  it('says when no text has all of the words', async () => {
    expect(await resultsOf(fakeWorld(), 'pong', 'reduce')).toMatchObject({ has: 'some' })
  })

  it.each([
    ['hints', 'operator gives'],
    ['options', 'cannot be passed around'],
    ['explanations', 'turns plus into joining'],
    ['checks', 'adds a negative number'],
    ['wrong answers', 'positive one'],
  ])('does not look into %s', async (_, query) => {
    const { has, results } = await resultsOf(fakeWorld(), ...query.split(' '))
    expect(has === 'some' || results.length === 0).toBe(true)
    expect(JSON.stringify(results)).not.toContain(query)
  })

  it('names words that are spelled like it where nothing is found, and ends with 1', async () => {
    const world = fakeWorld()
    expect(await search(['strrrring'], {}, world)).toBe(1)
    expect(world.printed()).toMatch(/^Nothing is found for "strrrring"\.\nNear it in spelling: .*string/)
    const other = fakeWorld()
    await search(['zzzzzzzzzzzzzz'], {}, other)
    expect(other.printed()).toContain('Try another word')
  })

  it('finds the notes of the learner, also beside an index that is kept', async () => {
    const world = fakeWorld()
    const tracker = await openTracker(join(world.cwd, 'workbook'), { now: world.now })
    await tracker.add({ type: 'note', day: 1, text: 'Ask Grace\nabout overflow' })
    for (const next of [world, fakeWorld({ cwd: world.cwd, env: world.env })])
      expect((await resultsOf(next, 'overflow')).results).toMatchObject([
        {
          kind: 'note',
          day: 1,
          title: 'Ask Grace',
          context: 'Ask Grace about overflow',
          command: 'course note 1 --list',
        },
      ])
  })

  it('keeps the index until a lesson changes, and nothing of the learner in it', async () => {
    const course = makeCourse(temporaryFolder())
    const cache = temporaryFolder('cache')
    const later = () => new Date(Date.now() + 60_000)
    const world = () => fakeWorld({ now: later, env: { COURSE_CACHE: cache }, flags: { course, color: false } })
    const first = world()
    const tracker = await openTracker(join(first.cwd, 'workbook'))
    await tracker.add({ type: 'note', day: 1, text: 'private' })
    await search(['zero'], {}, first)
    const file = readdirSync(cache).find((name) => name.startsWith('search-'))
    expect(existsSync(join(cache, file ?? 'none'))).toBe(true)
    expect(readFileSync(join(cache, file ?? ''), 'utf8')).not.toContain('private')
    expect((await resultsOf(world(), 'zero')).results[0]).toMatchObject({ name: 'a-list' })
    const text = readFileSync(join(course, 'lessons/01-adding/lesson.md'), 'utf8')
    makeCourse(course, { 'lessons/01-adding/lesson.md': `${text}\n## Carrying {#carrying}\n\nOver the edge.\n` })
    expect((await resultsOf(world(), 'carrying')).results[0]).toMatchObject({ name: 'carrying' })
  })

  it('works where nothing can be kept, and with a quiz that cannot be read', async () => {
    const course = makeCourse(temporaryFolder(), { 'lessons/02-serving/quiz.yaml': 'questions: [' })
    const world = fakeWorld({ env: { COURSE_CACHE: '/dev/null/none' }, flags: { course, color: false } })
    expect((await resultsOf(world, 'plus')).results.length).toBeGreaterThan(0)
  })

  it('fits into 40 columns', async () => {
    const world = fakeWorld({ env: { COLUMNS: '40' } })
    await search(['list'], {}, world)
    for (const line of world.printed().split('\n')) expect(line.length).toBeLessThanOrEqual(40)
  })
})

describe('a day by its topic', () => {
  it.each([
    ['total', '1'],
    ['where things', '3'],
  ])('is found by %j', async (query, day) => {
    expect((await runCourse(['day', query])).stdout).toContain(`Day ${day}  `)
  })

  it('is asked for where several have it', async () => {
    const ran = await runCourse(['day', 'things'])
    expect(ran.code).toBe(2)
    expect(ran.stderr).toContain(
      '"things" could be 2 days.\nSay the number:\n  1  Adding: What things are called\n  3  Storing: Where things are kept',
    )
  })

  it('is guessed where it is spelled nearly so', async () => {
    const ran = await runCourse(['day', 'nubmers'])
    expect(ran.stderr).toContain('Did you mean 1 (Adding)?')
    expect(ran.stderr).toContain('`course search nubmers` looks inside.')
  })
})
