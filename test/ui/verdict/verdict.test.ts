import { Chalk } from 'chalk'
import { describe, expect, it } from 'vitest'
import type { CheckOutcome, Verdict } from '../../../src/engine/judge/verdict.ts'
import type { Look } from '../../../src/ui/terminal/look.ts'
import { renderVerdict } from '../../../src/ui/verdict/verdict.ts'

const look: Look = { chalk: new Chalk({ level: 0 }), width: 60, unicode: true }
const exercise = { title: 'Add two numbers' }

const failing: CheckOutcome = {
  title: 'adds two numbers',
  status: 'failed',
  given: 'add(2, 3)',
  message: 'expected 6 to be 5 // Object.is equality',
  expected: '5',
  received: '6',
  read: 'plus',
}

function verdict(overrides: Partial<Verdict> & { status: Verdict['status'] }): Verdict {
  return { checks: [failing], ms: 1234, notes: [], ...overrides } as Verdict
}

function render(shown: Verdict, more: object = {}, width = 60): string {
  return renderVerdict({ ref: '1/add', exercise, verdict: shown, ...more }, { ...look, width })
}

describe('a verdict', () => {
  it('says which promise was broken, with which input, and where to read', () => {
    expect(render(verdict({ status: 'failed' }))).toBe(`1/add  Add two numbers

✗ adds two numbers

✗ adds two numbers
  with      add(2, 3)
  expected  5
  received  6
  read      course day 1 --section plus

Not yet: 0 of 1 checks pass, in 1.23 s.
Stuck? course hint 1/add
`)
  })

  it('says a sentence where the check does not compare two values', () => {
    const check = { ...failing, message: 'expected 100 to be less than 20', expected: '20', received: '100' }
    const text = render(verdict({ status: 'failed', checks: [check] }))
    expect(text).toContain('but       expected 100 to be less than 20')
    expect(text).not.toContain('received')
  })

  it('explains two failures unless asked for more', () => {
    const checks = ['one', 'two', 'three', 'four'].map((title) => ({ ...failing, title }))
    const text = render(verdict({ status: 'failed', checks }))
    expect(text.match(/^ {2}with/gm)).toHaveLength(2)
    expect(text).toContain('2 more checks fail; course check 1/add --all')
    expect(render(verdict({ status: 'failed', checks }), { explain: 9 }).match(/^ {2}with/gm)).toHaveLength(4)
  })

  it("shows the learner's line with its neighbours", () => {
    const frame = {
      file: 'add.ts',
      line: 2,
      column: 3,
      lines: [1, 2, 3].map((number) => ({ number, text: `line ${number}` })),
    }
    expect(render(verdict({ status: 'failed', checks: [{ ...failing, frame }] }))).toContain(`  in add.ts:2
    1 │ line 1
  > 2 │ line 2
    3 │ line 3`)
  })

  it.each<[string, Verdict, string]>([
    ['a crash while loading', verdict({ status: 'crashed', phase: 'load', message: 'Boom.' }), 'did not load. Boom.'],
    ['a crash while running', verdict({ status: 'crashed', phase: 'run', message: 'Boom.' }), 'ended the run. Boom.'],
    [
      'a stall',
      verdict({ status: 'timed-out', afterMs: 3000, lastCheck: 'adds' }),
      'Stopped after 3 s without progress',
    ],
    ['a full memory', verdict({ status: 'out-of-memory', limitMb: 256 }), 'more than 256 MB'],
    [
      'a machine that is too busy',
      verdict({ status: 'inconclusive', message: 'The machine is too busy to tell.' }),
      'too busy to tell. This says nothing about your code, and counts as no attempt.',
    ],
    [
      'a process that was stopped',
      verdict({ status: 'timed-out', afterMs: 3000, message: 'Your code stopped the process.' }),
      'Your code stopped the process.',
    ],
    [
      'tampering',
      verdict({ status: 'tampered', message: 'Object.is was replaced' }),
      'No verdict: Object.is was replaced',
    ],
  ])('gives %s its name', (_, shown, says) => {
    expect(render(shown).replace(/\s+/g, ' ')).toContain(says)
  })

  it('tells a known wrong turn and why people take it', () => {
    const header = { wrong: 'It subtracts.', why: 'The keys are neighbours.', fails: ['x'], status: 'failed' as const }
    const story = '\n  It subtracts.\n  The keys are neighbours.'
    const failed = verdict({ status: 'failed' })
    expect(render(failed, { mistake: { header, sure: true } })).toContain(`This is a known wrong turn.${story}`)
    expect(render(failed, { mistake: { header, sure: false } })).toContain(
      `This often means, though not always:${story}`,
    )
  })

  it('holds nothing against code that nobody could judge', () => {
    const checks = [
      { title: 'adds', status: 'passed' as const },
      { title: 'takes away', status: 'not-run' as const },
    ]
    const text = render(verdict({ status: 'inconclusive', message: 'Too busy.', checks }))
    expect(text).toContain('No verdict: 1 of 2 checks pass, in 1.23 s.')
    expect(text).not.toMatch(/Not yet|Stuck|Look for/)
  })

  it('names what comes next after a pass', () => {
    const passed = verdict({ status: 'passed', checks: [{ title: 'adds', status: 'passed' }] })
    expect(render(passed, { next: 'course day 2' })).toContain('Passed: all 1 checks, in 1.23 s.\nNext: course day 2')
  })

  it.each([40, 60, 80])('keeps to %d columns', (width) => {
    const check = { ...failing, given: 'add(2, 3) '.repeat(12), received: 'a long value '.repeat(12) }
    for (const line of render(verdict({ status: 'failed', checks: [check] }), {}, width).split('\n')) {
      expect(line.length).toBeLessThanOrEqual(width)
    }
  })
})
