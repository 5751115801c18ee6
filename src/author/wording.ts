import type { Day } from '../engine/course/model.ts'
import { type Finding, remark } from './finding.ts'
import type { Sentence, Wording } from './sentences.ts'

export const MOST_WORDS = 32

/** What makes a lesson hard to read, a line each: long sentences, those that begin with Who or What, sections of talk alone. */
export function proveWording(
  file: string,
  exercises: Pick<Day, 'exercises'>['exercises'],
  wording: Wording,
): Finding[] {
  const ids = new Set(exercises.map(({ id }) => id))
  const talk = wording.sections
    .filter(({ anchor, title, hasCode }) => !hasCode && !title.startsWith('Exercise') && !ids.has(anchor ?? ''))
    .map(({ title, line }) => remark(file, `no code to run in the section "${title}"`, line))
  const hard = wording.sentences.flatMap((sentence) =>
    faultsOf(sentence).map((fault) => remark(file, `${fault}: ${sentence.text}`, sentence.line)),
  )
  return [...talk, ...hard].sort((one, other) => (one.line ?? 0) - (other.line ?? 0))
}

function faultsOf({ text, words }: Sentence): string[] {
  const first = /^\P{Letter}*(\p{Letter}+)/u.exec(text)?.[1] ?? ''
  const asks = /\?\P{Letter}*$/u.test(text)
  return [
    ...(words > MOST_WORDS ? [`${words} words in a sentence`] : []),
    ...(BEGINNINGS.has(first) && !asks ? [`begins with ${first}`] : []),
  ]
}

/** As subjects they make a riddle of a sentence. Questions may begin with them. */
const BEGINNINGS = new Set(['Who', 'Whoever', 'What', 'Whatever'])
