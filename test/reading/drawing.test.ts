import { describe, expect, it } from 'vitest'
import { aboutDemo } from '../../src/engine/about-demo.ts'
import { loadCourse } from '../../src/engine/course/load.ts'
import { runDemo } from '../../src/engine/demo.ts'
import type { PictureLine } from '../../src/picture/steps.ts'
import { makeCourse, temporaryFolder } from '../fixtures/build.ts'
import { fakeWorld } from '../workbook/fake-world.ts'

const IMPORT = "import { draw } from 'backend-workbook/picture'\n"

const WATER = `// Water runs into a tank. Look for: the level.
${IMPORT}const picture = draw('Water', [{ id: 'tap', title: 'Tap' }, { id: 'tank', title: 'Tank', kind: 'tank', limit: 2 }])
for (let level = 1; level <= 3; level += 1) picture.step('now ' + level, { move: ['tap', 'tank'], level: { tank: level } })
draw('Another', [{ id: 'box', title: 'Box' }]).step('idle', { state: { box: ['idle', 'wait'] } })
process.exit(0)
`

async function drawn(source: string, isWatched = true) {
  const root = makeCourse(temporaryFolder(), { 'lessons/01-adding/demo/picture.ts': source })
  const course = loadCourse(root)
  const day = course.days[0] as (typeof course.days)[number]
  const world = fakeWorld()
  const lines: PictureLine[] = []
  const onPicture = (line: PictureLine) => lines.push(line)
  const code = await runDemo(course, day, 'picture', {
    ...world,
    onNote: () => undefined,
    ...(isWatched && { onPicture }),
  })
  return {
    code,
    lines,
    printed: world.printed(),
    complained: world.complained(),
    about: aboutDemo(course, day, 'picture'),
  }
}

describe('a demo that draws', () => {
  it('tells of its parts and steps as they happen, and of all of them before it ends', async () => {
    const { code, lines } = await drawn(WATER)
    expect(code).toBe(0)
    expect(lines).toMatchObject([
      { title: 'Water', parts: [{ id: 'tap' }, { id: 'tank', kind: 'tank', limit: 2 }] },
      { say: 'now 1', move: ['tap', 'tank'], level: { tank: 1 } },
      { say: 'now 2', level: { tank: 2 } },
      { say: 'now 3', level: { tank: 3 } },
      { title: 'Another', parts: [{ id: 'box' }] },
      { say: 'idle', state: { box: ['idle', 'wait'] } },
    ])
    const times = lines.flatMap((line) => ('at' in line ? [line.at] : []))
    expect(times.slice(0, 3)).toEqual([...times.slice(0, 3)].sort((a, b) => a - b))
  })

  it('prints the same in words, whether somebody looks or not', async () => {
    const text =
      /^Water\n +[\d.]+ ms {2}now 1\n +[\d.]+ ms {2}now 2\n +[\d.]+ ms {2}now 3\n\nAnother\n +[\d.]+ ms {2}idle\n$/
    const [watched, alone] = [await drawn(WATER), await drawn(WATER, false)]
    expect(watched.printed).toMatch(text)
    expect(alone.printed).toMatch(text)
    expect(alone.lines).toEqual([])
  })

  it('counts its steps where it tells no times', async () => {
    const { lines, printed } = await drawn(`${IMPORT}const parts = [{ id: 'sort', title: 'SORT' }]
const picture = draw('A plan', parts, { clock: 'steps' })
picture.step('takes')
picture.step('gives')
`)
    expect(printed).toBe('A plan\n   1.  takes\n   2.  gives\n')
    expect(lines).toEqual([
      { title: 'A plan', parts: [{ id: 'sort', title: 'SORT' }], clock: 'steps' },
      { at: 1, say: 'takes' },
      { at: 2, say: 'gives' },
    ])
  })

  it('is known as one by its source', async () => {
    expect((await drawn(WATER)).about.draws).toBe(true)
    expect((await drawn("console.log('words alone')")).about.draws).toBe(false)
  })

  it.each([
    ["draw('Water', [{ id: 'a', title: 'A' }, { id: 'a', title: 'B' }])", 'Two parts of "Water" have one id.'],
    ["draw('Water', [{ id: 'a', title: 'A', inside: 'b' }])", 'There is no part "b", which the part "a" names.'],
    [
      "draw('Water', [{ id: 'a', title: 'A' }]).step('on', { move: ['a', 'b'] })",
      'no part "b", which the step "on" names',
    ],
    [
      "draw('Water', [{ id: 'a', title: 'A' }]).step('on', { level: { c: 1 } })",
      'no part "c", which the step "on" names',
    ],
    [
      "draw('Water', [{ id: 'a', title: 'A' }]).step('on', { state: { d: '' } })",
      'no part "d", which the step "on" names',
    ],
    [
      "draw('Water', [{ id: 'a', title: 'A' }]).step('on', { items: { e: [] } })",
      'no part "e", which the step "on" names',
    ],
  ])('is told of a slip: %s', async (code, message) => {
    const { code: exit, complained } = await drawn(IMPORT + code)
    expect(exit).toBe(1)
    expect(complained).toContain(message)
  })
})
