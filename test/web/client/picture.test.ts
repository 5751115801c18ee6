import { describe, expect, it } from 'vitest'
import type { Part, PictureLine } from '../../../src/picture/steps.ts'
import { arrowBetween } from '../../../src/web/client/picture/arrow.ts'
import { type Box, layOut, type Placed } from '../../../src/web/client/picture/lay-out.ts'
import { type Scene, scaleOf, standingAt, withLine } from '../../../src/web/client/picture/scenes.ts'
import { wrap } from '../../../src/web/client/picture/wrap.ts'

function scenesOf(...lines: PictureLine[]): Scene[] {
  return lines.reduce(withLine, [])
}

describe('the pictures of a program', () => {
  it('begin with their parts, and what follows belongs to the last', () => {
    const parts = [{ id: 'a', title: 'A' }]
    const step = (say: string) => ({ at: 1, say })
    const scenes = scenesOf({ title: 'one', parts }, step('x'), step('y'), { title: 'two', parts }, step('z'))
    expect(scenes.map(({ title, steps }) => [title, steps.map(({ say }) => say)])).toEqual([
      ['one', ['x', 'y']],
      ['two', ['z']],
    ])
  })

  it('stand as the steps so far have left them', () => {
    const steps = [
      { at: 0, say: '', level: { tank: 3 }, state: { box: 'idle' } },
      { at: 1, say: '', level: { tank: 5 }, items: { list: ['a'] } },
      { at: 2, say: '', level: { tank: 0 }, items: { list: [] } },
    ]
    expect(standingAt(steps, 0)).toEqual({ level: { tank: 3 }, state: { box: 'idle' }, items: {} })
    expect(standingAt(steps, 1)).toEqual({ level: { tank: 5 }, state: { box: 'idle' }, items: { list: ['a'] } })
    expect(standingAt(steps, 2)).toEqual({ level: { tank: 0 }, state: { box: 'idle' }, items: { list: [] } })
  })

  it('share one scale: the highest level and limit, the longest time', () => {
    const parts: Part[] = [{ id: 'tank', title: 'Tank', kind: 'tank', limit: 10 }]
    const low = scenesOf({ title: 'low', parts }, { at: 4, say: '', level: { tank: 2 } })
    expect(scaleOf(low)).toEqual({ most: { tank: 12 }, span: { ms: 4, steps: 1 } })
    const high = scenesOf({ title: 'high', parts }, { at: 90, say: '', level: { tank: 40 } })
    expect(scaleOf([...low, ...high])).toEqual({ most: { tank: 40 }, span: { ms: 90, steps: 1 } })
  })

  it('take the height that a tank asks for, and keep numbers of steps apart from times', () => {
    const parts: Part[] = [{ id: 'tank', title: 'Tank', kind: 'tank', limit: 10, most: 2000 }]
    const counted = scenesOf({ title: 'counted', parts, clock: 'steps' }, { at: 7, say: '', level: { tank: 3 } })
    const timed = scenesOf({ title: 'timed', parts }, { at: 90, say: '', level: { tank: 40 } })
    expect(scaleOf([...counted, ...timed])).toEqual({ most: { tank: 2000 }, span: { ms: 90, steps: 7 } })
  })
})

describe('the places of parts', () => {
  const ring: Part[] = [
    { id: 'client', title: 'Client' },
    { id: 'outer', title: 'Outer' },
    { id: 'middle', title: 'Middle', inside: 'outer' },
    { id: 'inner', title: 'Inner', inside: 'middle' },
    { id: 'list', title: 'List', kind: 'list', at: [0, 1] },
  ]
  const { placed, width, height } = layOut(ring)
  const boxOf = (id: string) => placed.find(({ part }) => part.id === id) as Placed

  it('are inside the picture, and nothing covers another but a ring what is in it', () => {
    for (const { part, ...box } of placed) {
      expect(box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height, part.id).toBe(true)
    }
    const pairs = placed.flatMap((a, index) => placed.slice(index + 1).map((b) => [a, b] as const))
    const touching = pairs.filter(([a, b]) => overlap(a, b)).map(([a, b]) => `${a.part.id} ${b.part.id}`)
    expect(touching).toEqual(['outer middle', 'outer inner', 'middle inner'])
  })

  it('go to the right by themselves, and where they were put else', () => {
    expect(boxOf('outer').x).toBeGreaterThan(boxOf('client').x + boxOf('client').width)
    expect(boxOf('list').y).toBeGreaterThan(boxOf('outer').y + boxOf('outer').height)
    expect(boxOf('list').x).toBeLessThan(boxOf('outer').x)
  })

  it('are joined from edge to edge, there and back by two lines', () => {
    const there = arrowBetween(placed, 'client', 'outer')
    const back = arrowBetween(placed, 'outer', 'client')
    expect(there?.from.x).toBeCloseTo(boxOf('client').x + boxOf('client').width, 5)
    expect(there?.to.x).toBeCloseTo(boxOf('outer').x, 5)
    expect(back?.from.y).not.toBeCloseTo(there?.to.y ?? 0, 1)
  })

  it('are joined from edge to edge where one is above and beside the other, too', () => {
    const [list, inner] = [boxOf('list'), boxOf('inner')]
    for (const [from, to] of [
      ['list', 'inner'],
      ['inner', 'list'],
    ] as const) {
      const arrow = arrowBetween(placed, from, to)
      const ends = from === 'list' ? [arrow?.from, arrow?.to] : [arrow?.to, arrow?.from]
      expect(ends[0] && distanceToEdge(list, ends[0])).toBeCloseTo(0, 5)
      expect(ends[1] && distanceToEdge(inner, ends[1])).toBeCloseTo(0, 5)
    }
  })

  it('are entered at the left and left at the right', () => {
    const into = arrowBetween(placed, 'outer', 'middle')
    const out = arrowBetween(placed, 'middle', 'outer')
    const [outer, middle] = [boxOf('outer'), boxOf('middle')]
    expect([into?.from.x, into?.to.x]).toEqual([outer.x, middle.x])
    expect([out?.from.x, out?.to.x]).toEqual([middle.x + middle.width, outer.x + outer.width])
  })
})

it.each([
  ['two words', 20, 2, ['two words']],
  ['two words', 4, 2, ['two', 'wor…']],
  ['one two three four', 8, 2, ['one two', 'three…']],
  ['PROJECTION_COVERED', 20, 2, ['PROJECTION_', 'COVERED']],
  ['projection_covered', 20, 2, ['projection_covered']],
  ['a_b c', 8, 2, ['a_b c']],
  ['', 8, 2, ['']],
])('%j in lines of %i', (text, columns, most, lines) => {
  expect(wrap(text, columns, most)).toEqual(lines)
})

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}

/** 0 on the edge; within the box it is less, outside it is more. */
function distanceToEdge(box: Box, { x, y }: { x: number; y: number }): number {
  return Math.max(box.x - x, x - box.x - box.width, box.y - y, y - box.y - box.height)
}
