import { describe, expect, it } from 'vitest'
import type { ListDay, ListEntry } from '../../../src/ui/list/entries.ts'
import { drawList, type ListScreen, listHeight } from '../../../src/ui/list/screen.ts'
import { type ListRoom, type ListView, openListView, pressList } from '../../../src/ui/list/view.ts'
import { look } from '../terminal/fake-terminal.ts'

const entry = (ref: ListEntry['ref'], title: string, more: Partial<ListEntry> = {}): ListEntry => ({
  ref,
  day: Number.parseInt(ref, 10),
  title,
  minutes: 30,
  status: 'todo',
  isDue: false,
  isOfEarlier: false,
  ...more,
})

const days: ListDay[] = [
  {
    day: 1,
    title: 'Language',
    isClosed: false,
    entries: [
      entry('1/curry', 'Write curry', { status: 'passed', isDue: true }),
      entry('1/pipe', 'Write pipe', { status: 'tried' }),
    ],
  },
  {
    day: 2,
    title: 'The loop',
    isClosed: false,
    entries: [entry('2/retry', 'Try again'), entry('2/pool', 'A pool of workers')],
  },
  { day: 12, title: 'Gate', isClosed: true, entries: [entry('12/api', 'The whole API', { minutes: 480 })] },
]
const room = (height = 20): ListRoom => ({ days, height })

/** What the list is like after these keys; a string where a key asked for something. */
function after(keys: string[], view = openListView('2/retry', room())): ListView | string {
  let now = view
  for (const key of keys) {
    const next = pressList(now, key, room())
    if ('act' in next) return 'entry' in next ? `${next.act} ${next.entry.ref}` : next.act
    now = next
  }
  return now
}

const at = (keys: string[]) => {
  const view = after(keys)
  return typeof view === 'string' ? view : view.at
}

describe('the list', () => {
  it.each([
    ['begins where the learner is', [], '2/retry'],
    ['goes down', ['down'], '2/pool'],
    ['goes up over the heading of a day', ['k'], '1/pipe'],
    ['stops at the first', ['g', 'up'], '1/curry'],
    ['stops at the last', ['G', 'j'], '12/api'],
    ['opens with Enter', ['enter'], 'go 2/retry'],
    ['is left with q', ['q'], 'leave'],
    ['is left with Esc', ['escape'], 'leave'],
    ['is interrupted by Ctrl-C, also in a search', ['/', 'ctrl-c'], 'interrupt'],
    ['asks before a reset', ['r'], '2/retry'],
    ['resets after a yes', ['r', 'y'], 'reset 2/retry'],
    ['does not take another key for a yes', ['r', 'enter'], '2/retry'],
    ['filters what is to do', ['tab'], '2/retry'],
    ['filters what was tried', ['tab', 'tab'], '1/pipe'],
    ['filters what is passed', ['tab', 'tab', 'tab'], '1/curry'],
    ['filters what is due, the other way round', ['shift-tab'], '1/curry'],
    ['has all again after the last filter', ['shift-tab', 'tab', 'G'], '12/api'],
    ['narrows while one types', ['/', ...'pool'], '2/pool'],
    ['finds words of the title and of the day', ['/', ...'loop', 'space', ...'try'], '2/retry'],
    ['opens what was found', ['/', ...'curr', 'enter'], 'go 1/curry'],
    ['has the letters of commands in a search', ['/', ...'q', 'escape', 'r', 'y'], 'reset 2/retry'],
    ['goes to a day by its number', ['1', '2'], '12/api'],
    ['opens nothing where nothing is found, and keeps its place', ['/', ...'zzz', 'enter'], '2/retry'],
    ['keeps a search when the arrows leave it', ['/', ...'write', 'up', 'r', 'y'], 'reset 1/curry'],
    ['takes a search back with Esc before it is left', ['/', ...'curr', 'down', 'escape', 'G'], '12/api'],
    ['mends a search', ['/', ...'poolx', 'backspace'], '2/pool'],
  ])('%s', (_, keys, expected) => {
    expect(at(keys)).toBe(expected)
  })
})

function draw(keys: string[], width = 70, rows = 14) {
  const screen: ListScreen = { look: look({ width }), rows, go: 'open it', leave: 'leave' }
  const roomOf = (view: ListView) => ({ days, height: listHeight(view, days, screen) })
  let view = openListView('2/retry', room(rows - 2))
  for (const key of keys) {
    const next = pressList(view, key, roomOf(view))
    if ('act' in next) throw new Error(`${key} left the list`)
    view = next
  }
  return drawList(view, roomOf(view), screen).map((line) => line.trimEnd())
}

describe('its screen', () => {
  it('has filters with their numbers, days with their exercises, and keys', () => {
    expect(draw([])).toEqual([
      '[all 5] to do 3  tried 1  passed 1  due 1',
      'Day 1  Language',
      '  ✓ 1/curry  Write curry                                   due  30 min',
      '  ◐ 1/pipe   Write pipe                                         30 min',
      'Day 2  The loop',
      '❯ ○ 2/retry  Try again                                          30 min',
      '  ○ 2/pool   A pool of workers                                  30 min',
      'Day 12  Gate (closed: its gate is not passed)',
      '  ○ 12/api   The whole API                                         8 h',
      '',
      '',
      '',
      '',
      '↑ ↓: move  Enter: open it  Tab: filter  /: search  r: reset  q: leave',
    ])
  })

  it('fits 30 columns', () => {
    const rows = draw(['G'], 30, 10)
    expect(rows).toHaveLength(10)
    for (const row of rows) expect(row.length).toBeLessThanOrEqual(30)
    expect(rows.join('\n')).toContain('❯ ○ 12/api  The whole API')
  })

  it.each<[width: number, row: string]>([
    [70, '  ✓ 12/api  The whole API          passed an earlier version  due  8 h'],
    [50, '  ✓ 12/api  The w…  passed an earlier version  due'],
    [40, '  ✓ 12/api     passed an earlier version'],
    [28, '  ✓ 12/api  passed an earli…'],
    [12, '  ✓ 12/api'],
  ])('says at %i columns which exercise was passed in an earlier version', (width, row) => {
    const gate = { status: 'passed', minutes: 480, isDue: true, isOfEarlier: true } as const
    const days = [{ day: 12, title: 'Gate', isClosed: false, entries: [entry('12/api', 'The whole API', gate)] }]
    const screen: ListScreen = { look: look({ width }), rows: 14, go: 'open it', leave: 'leave' }
    const view = { ...openListView(undefined, { days, height: 10 }), at: undefined }
    expect(drawList(view, { days, height: 10 }, screen).find((line) => line.includes('12/api'))).toBe(row)
  })

  it('scrolls to what is pointed at, with the heading of its day', () => {
    const rows = draw(['g'], 70, 6)
    expect(rows.slice(1, 3)).toEqual(['Day 1  Language', expect.stringContaining('❯ ✓ 1/curry')])
    expect(draw(['G'], 70, 6).at(-2)).toContain('❯ ○ 12/api')
  })

  it('shows what is typed, what was searched for, and the question before a reset', () => {
    expect(draw(['/', ...'po']).at(-2)).toBe('/po▏')
    expect(draw(['/', ...'po', 'down'])[0]).toBe('[all 5] to do 3  tried 1  passed 1  due 1   /po')
    expect(draw(['/', ...'zz']).join('\n')).toContain('No exercise with "zz". Esc: all')
    expect(draw(['r']).at(-1)).toBe('Start 2/retry again? Your version is kept.  y: yes  n: no')
  })
})
