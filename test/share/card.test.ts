import fc from 'fast-check'
import { JSDOM } from 'jsdom'
import { expect, it } from 'vitest'
import type { SharedDay } from '../../src/engine/share/shared-day.ts'
import { drawCard } from '../../src/ui/share/card.ts'
import { firstLines, textPixels, wrapPixels } from '../../src/ui/share/text.ts'
import { tries } from '../fixtures/property.ts'

const BODY = { size: 36 }

function aDay(overrides: Partial<SharedDay> = {}): SharedDay {
  return {
    course: 'A course',
    day: 2,
    title: 'Adding',
    takeaway: 'You can.',
    done: true,
    exercises: { done: 4, total: 4 },
    checks: 40,
    topics: ['a', 'b'],
    topicsInAll: 2,
    score: { points: 93, of: 100, pass: 80 },
    seenFirst: 4,
    standIns: [],
    days: ['done', 'done', 'todo'],
    ...overrides,
  }
}

it('keeps every word within the picture and off the others, whatever they are', () => {
  const words = fc.string({ unit: 'grapheme', maxLength: 400 })
  const day = fc.record({ title: words, takeaway: words, measured: words, course: words })
  fc.assert(
    fc.property(day, (texts) => {
      const lines = textsOf(drawCard(aDay(texts), 'dark'))
      const middle = lines.filter(({ y }) => y > 100 && y < 500).map(({ y }) => y)
      expect(Math.max(...middle, 0)).toBeLessThanOrEqual(452)
      expect(new Set(middle).size).toBe(middle.length)
      for (const { left, right } of lines) {
        expect(left).toBeGreaterThanOrEqual(64)
        expect(right).toBeLessThanOrEqual(1200 - 64 + 1)
      }
    }),
    tries(60),
  )
})

it('leaves out a figure that finds no room rather than half of it', () => {
  const long = 'word '.repeat(80)
  expect(drawCard(aDay({ takeaway: long, measured: 'It waits 100 times longer.' }), 'light')).not.toContain('Measured')
  expect(drawCard(aDay({ measured: 'It waits 100 times longer.' }), 'light')).toContain('It waits 100 times longer.')
})

it.each([
  ['a b', 1000, ['a b']],
  ['aaaa bbbb', 100, ['aaaa', 'bbbb']],
  ['mmmmmmmm', 100, ['mmm', 'mmm', 'mm']],
  ['', 100, []],
])('breaks %j at %d pixels', (text, room, lines) => {
  expect(wrapPixels(text, BODY, room)).toEqual(lines)
})

it('ends with an ellipsis what goes on', () => {
  expect(firstLines(['aaa', 'bbb', 'c'], 2, BODY, 72)).toEqual(['aaa', 'bb…'])
  expect(textPixels('…', BODY)).toBeGreaterThan(0)
})

function textsOf(svg: string): { y: number; left: number; right: number }[] {
  const { document } = new JSDOM(svg, { contentType: 'image/svg+xml' }).window
  return [...document.querySelectorAll('text')].map((text) => {
    const number = (name: string) => Number(text.getAttribute(name))
    const type = { size: number('font-size'), bold: text.getAttribute('font-weight') === '700' }
    const width = textPixels(text.textContent ?? '', type)
    const left = text.getAttribute('text-anchor') === 'end' ? number('x') - width : number('x')
    return { y: number('y'), left, right: left + width }
  })
}
