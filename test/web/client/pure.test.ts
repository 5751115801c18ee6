import { describe, expect, it } from 'vitest'
import type { Callback } from '../../../src/engine/trace/trace.ts'
import { smallestChange } from '../../../src/web/client/editor/smallest-change.ts'
import { afterEvent, type JudgeState } from '../../../src/web/client/exercise/judge-state.ts'
import { sayJudging, sayVerdict } from '../../../src/web/client/exercise/say-verdict.ts'
import { dayPath, exercisePath, routeOf, searchPath } from '../../../src/web/client/route.ts'
import { layOut } from '../../../src/web/client/trace/lay-out.ts'

describe('addresses', () => {
  it.each([
    ['/', '', { page: 'home' }],
    ['/day/7', '', { page: 'day', day: 7 }],
    ['/day/7/compose', '', { page: 'exercise', day: 7, id: 'compose' }],
    ['/quiz/2', '', { page: 'quiz', day: 2 }],
    ['/search', '?q=event+loop', { page: 'search', query: 'event loop' }],
    ['/trace', '', { page: 'trace' }],
    ['/day/zero', '', { page: 'unknown' }],
    ['/day/%E0%A4%A', '', { page: 'unknown' }],
    ['/elsewhere', '', { page: 'unknown' }],
  ])('%s%s', (pathname, search, route) => {
    expect(routeOf(pathname, search)).toEqual(route)
  })

  it('lead where they were made for', () => {
    const { pathname, search } = new URL(searchPath('a & b'), 'http://here')
    expect(routeOf(pathname, search)).toEqual({ page: 'search', query: 'a & b' })
    expect(routeOf(exercisePath(2, 'map-limit'), '')).toEqual({ page: 'exercise', day: 2, id: 'map-limit' })
    expect(dayPath(2, 'one-thread')).toBe('/day/2#one-thread')
  })
})

describe('the smallest change', () => {
  it.each([
    ['a b c', 'a x c', { from: 2, to: 3, insert: 'x' }],
    ['aa', 'aaa', { from: 2, to: 2, insert: 'a' }],
    ['', 'new', { from: 0, to: 0, insert: 'new' }],
    ['gone', '', { from: 0, to: 4, insert: '' }],
  ])('from %j to %j', (before, after, change) => {
    expect(smallestChange(before, after)).toEqual(change)
    const { from, to, insert } = change
    expect(before.slice(0, from) + insert + before.slice(to)).toBe(after)
  })

  it('is none where nothing differs', () => {
    expect(smallestChange('same', 'same')).toBeUndefined()
  })
})

describe('the judge as the page sees it', () => {
  const idle: JudgeState = { phase: 'idle', ended: new Map() }
  const ref = '1/add'
  const verdict = {
    ref,
    at: '2026-11-30T08:00:00.000Z',
    isPassed: false,
    verdict: {
      status: 'failed',
      ms: 412,
      notes: [],
      checks: [
        { title: 'adds', status: 'passed' },
        { title: 'adds a negative number', status: 'failed' },
      ],
    },
  } as const

  it('tells of each check as it ends, and of the verdict', () => {
    const began = afterEvent(idle, { name: 'judging', event: { ref, waiting: false } })
    expect(sayJudging(began)).toBe('Judging …')
    const one = afterEvent(began, { name: 'check', event: { ref, title: 'adds', status: 'passed' } })
    expect(sayJudging(one)).toBe('Judging: 1 …')
    const ended = afterEvent(one, {
      name: 'verdict',
      event: { ...verdict, verdict: { ...verdict.verdict, notes: [], checks: [...verdict.verdict.checks] } },
    })
    expect(ended.phase).toBe('idle')
    expect(ended.verdict && sayVerdict(ended.verdict)).toBe('Not yet: 1 of 2 checks pass, in 0.41 s.')
  })

  it('says what it waits for', () => {
    const waits = (event: { waiting: boolean; for?: 'judge' | 'bench' }) =>
      sayJudging(afterEvent(idle, { name: 'judging', event: { ref, ...event } }))
    expect(waits({ waiting: true, for: 'judge' })).toBe('Waiting for another judge to end …')
    expect(waits({ waiting: true, for: 'bench' })).toContain('Waiting for a benchmark to end')
  })

  it('keeps the last verdict when a run is given up', () => {
    const before = { ...idle, phase: 'judging' as const, ended: new Map([['adds', 'passed' as const]]) }
    expect(afterEvent(before, { name: 'stopped', event: { ref } })).toEqual(idle)
  })
})

describe('lanes', () => {
  const at = (number: number, lane: string, startMs: number, endMs: number): Callback => ({
    ...{ number, lane, startMs, endMs, type: 'Timeout', printed: [], isDirect: true },
  })
  const lanes = [
    { id: 'stack', title: 'stack' },
    { id: 'timers-0', title: 'timers' },
  ]

  it('draw callbacks in their order, longer ones longer, and a mark where nothing was called', () => {
    const { placed, pauses, width } = layOut({
      lanes,
      callbacks: [at(1, 'stack', 0, 0.5), at(2, 'timers-0', 1, 151), at(3, 'timers-0', 160, 161)],
    })
    expect(placed.map(({ row }) => row)).toEqual([0, 1, 1])
    expect(placed.map((bar) => bar.width / (placed[0]?.width ?? 1))).toEqual([1, 4, 2])
    expect(pauses).toHaveLength(1)
    const [first, second, third] = placed.map(({ x }) => x)
    expect([first, second, third, width]).toEqual([first, second, third, width].toSorted((a = 0, b = 0) => a - b))
  })
})
