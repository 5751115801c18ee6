/** When a failing answer is taken for a known wrong one. */
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { CheckOutcome, Verdict } from '../../src/engine/judge/verdict.ts'
import { type Cases, markOf, readCases, showsCases } from '../../src/engine/mistakes/cases.ts'
import type { Mistake } from '../../src/engine/mistakes/list.ts'
import { recogniseMistake } from '../../src/engine/mistakes/recognise.ts'
import { temporaryFolder } from '../fixtures/build.ts'

/** A verdict in which these checks failed, each with what it was given and got. */
function failed(cases: Record<string, Partial<CheckOutcome>>): Verdict {
  const checks = Object.entries(cases).map(([title, rest]) => ({ title, status: 'failed' as const, ...rest }))
  return { status: 'failed', checks: [...checks, { title: 'another', status: 'passed' }], ms: 1, notes: [] }
}

function mistake(name: string, ...fails: string[]): Mistake {
  const header = { wrong: `${name}!`, why: 'x', fails, status: 'failed' as const }
  return { name, path: `${name}.diff`, form: 'difference', status: 'described', header }
}

const adds = (received: string) => failed({ adds: { given: 'add(2, 3)', expected: '5', received } })
const marked = (verdict: Verdict) => markOf([verdict]) ?? ''

describe('a known wrong answer', () => {
  const minus = mistake('minus', 'adds')
  const times = mistake('times', 'adds')
  const cases = (): Cases => ({ minus: marked(adds('-1')), times: marked(adds('6')) })

  it.each<[string, Verdict, Mistake[], string | undefined, boolean | undefined]>([
    ['fails the same check with the same case', adds('-1'), [minus], 'minus!', true],
    ['fails the same check with another case', adds('7'), [minus], 'minus!', false],
    ['is one of two that fail alike, and shows its case', adds('6'), [minus, times], 'times!', true],
    ['is one of two that fail alike, and shows another', adds('7'), [minus, times], undefined, undefined],
    ['fails another check', failed({ subtracts: { received: '-1' } }), [minus], undefined, undefined],
    [
      'fails at one check more',
      failed({ adds: { given: 'add(2, 3)', received: '-1' }, more: {} }),
      [minus],
      undefined,
      undefined,
    ],
    [
      'fails most checks, with other cases',
      failed({ adds: { received: '7' }, subtracts: {} }),
      [mistake('minus', 'adds', 'subtracts')],
      undefined,
      undefined,
    ],
    ['gets nothing where it should get another number', adds('undefined'), [minus], undefined, undefined],
    ['ends otherwise', { ...adds('-1'), status: 'timed-out', afterMs: 1 } as Verdict, [minus], undefined, undefined],
  ])('that %s', (_what, verdict, mistakes, wrong, sure) => {
    const found = recogniseMistake(verdict, mistakes, cases)
    expect({ wrong: found?.header.wrong, sure: found?.sure }).toEqual({ wrong, sure })
  })

  it('may fail most checks, and give nothing back, where its cases are the same', () => {
    const verdict = failed({ adds: { received: 'undefined' }, subtracts: { received: 'undefined' } })
    const known = mistake('void', 'adds', 'subtracts')
    expect(recogniseMistake(verdict, [known], () => ({ void: marked(verdict) }))).toMatchObject({ sure: true })
  })

  it('is none where nothing failed', () => {
    expect(recogniseMistake({ status: 'passed', checks: [], ms: 1, notes: [] }, [minus], cases)).toBeUndefined()
  })

  it('often is one where its cases were never noted, or vary', () => {
    for (const known of [{}, { minus: 'varies' }] as Cases[]) {
      expect(recogniseMistake(adds('-1'), [minus], () => known)).toMatchObject({ sure: false })
    }
  })
})

describe('the mark of failing cases', () => {
  it('is the same in whatever order the checks stand, and whatever the checks are worth', () => {
    const [a, b] = [{ received: '1' }, { received: '2' }]
    expect(markOf([failed({ a, b }), failed({ b, a: { ...a, points: 3, ms: 9 } })])).toMatch(/^[0-9a-f]{16}$/)
  })

  it.each([
    ['the port', 'GET http://127.0.0.1:40123/x', 'GET http://127.0.0.1:51234/x'],
    ['a temporary folder', `ENOENT ${tmpdir()}/course-a1b2/x.txt`, `ENOENT ${tmpdir()}/course-c3d4/x.txt`],
    ['an id', '0199e3f2-1111-4222-8333-444455556666', '0199e3f2-aaaa-4bbb-8ccc-ddddeeeeffff'],
    ['a time', 'at 2026-11-28T19:00:00.123Z', 'at 2026-11-28T19:00:01.456Z'],
    ['a stamp', 'iat 1764356400123', 'iat 1764356401456'],
    ['a duration', 'after 12.5 ms', 'after 13 ms'],
    ['a database of its own', 'course_49e849fa8d23.follows', 'course_0123456789ab.follows'],
  ])('blanks %s where runs differ in it', (_what, first, second) => {
    const [one, other] = [failed({ a: { received: first } }), failed({ a: { received: second } })]
    const mark = markOf([one, other]) ?? ''
    expect(mark).toMatch(/^~[0-9a-f]{16}$/)
    expect(showsCases(mark, one)).toBe(true)
    expect(showsCases(mark, failed({ a: { received: 'something else' } }))).toBe(false)
  })

  it('keeps an id that all runs share', () => {
    const id = '507f1f77bcf86cd799439011'
    const mark = marked(failed({ a: { received: id } }))
    expect(showsCases(mark, failed({ a: { received: '507f1f77bcf86cd799439012' } }))).toBe(false)
  })

  it('says that they vary where runs have nothing in common', () => {
    expect(markOf([adds('1'), adds('2')])).toBe('varies')
  })

  it('is none for an end that says only where the code was stopped', () => {
    expect(markOf([{ ...adds('1'), status: 'timed-out', afterMs: 3000, lastCheck: 'adds' } as Verdict])).toBeUndefined()
  })

  it('reads nothing from a file that is damaged or not there', () => {
    const folder = temporaryFolder('cases')
    expect(readCases(folder)).toEqual({})
    for (const text of ['{', 'null', '[1]', '{"a": 1, "b": "c0ffee"}']) {
      writeFileSync(join(folder, 'cases.json'), text)
      expect(readCases(folder)).toEqual(text.includes('b') ? { b: 'c0ffee' } : {})
    }
  })
})
