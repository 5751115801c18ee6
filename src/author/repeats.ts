import type { Exercise } from '../engine/course/model.ts'
import { type Finding, remark, warning } from './finding.ts'
import type { Sentence } from './sentences.ts'

/** Shorter ones are how people speak: "Run it twice." */
const LEAST_WORDS = 9

/** Sentences that the course says more than once, a line each: prose that only fills a page is the same in many places. */
export function proveSaidOnce(lessons: { file: string; sentences: Sentence[] }[]): Finding[] {
  const places = new Map<string, { file: string; text: string; line: number }[]>()
  for (const { file, sentences } of lessons) {
    for (const { text, words, line } of sentences) {
      if (words < LEAST_WORDS) continue
      places.set(bare(text), [...(places.get(bare(text)) ?? []), { file, text, line }])
    }
  }
  return [...places.values()].flatMap(([first, second, ...more]) => {
    if (!first || !second) return []
    const where = `said in ${more.length + 2} places, first in ${first.file}:${first.line}`
    return [remark(second.file, `${where}: ${second.text}`, second.line)]
  })
}

/** Each hint says more than the one before. */
export function proveHints(file: string, { id, hints }: Pick<Exercise, 'id' | 'hints'>): Finding[] {
  const all = hints.map(bare)
  const twice = all.findIndex((hint, index) => all.indexOf(hint) < index)
  if (twice < 0) return []
  const message = `Hint ${twice + 1} of ${id} says what hint ${all.indexOf(all[twice] ?? '') + 1} says.`
  return [warning(file, message, 'Let each say more than the one before: a nudge, the direction, almost the line.')]
}

function bare(text: string): string {
  return text.toLowerCase().replace(/[^\p{Letter}\p{Number}]+/gu, ' ')
}
