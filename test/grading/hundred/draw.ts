/** A class of many workbooks, by a seed: the same seed makes the same class, to the byte. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { shuffle } from '../../../src/engine/quiz/shuffle.ts'
import type { Answer } from './answers.ts'

export interface DrawRequest {
  seed: number
  workbooks: number
  /** Answers in each workbook at most, one of an exercise; there is one at least. */
  each: number
  answers: readonly Answer[]
  /** Each is handed in by somebody else. */
  hostile: readonly Answer[]
}

export interface Drawn {
  /** `learner-007` */
  name: string
  answers: Answer[]
}

export function drawClass({ seed, workbooks, each, answers, hostile }: DrawRequest): Drawn[] {
  const exercises = [...new Set(answers.map(({ exercise }) => exercise))]
  const numbers = Array.from({ length: workbooks }, (_, index) => index)
  const doHarm = new Map(
    shuffle(numbers, seed)
      .slice(0, hostile.length)
      .map((index, place) => [index, hostile[place]]),
  )
  return numbers.map((index) => {
    const own = seed + 1 + index
    const harm = doHarm.get(index)
    const open = shuffle(exercises, own).filter((exercise) => exercise !== harm?.exercise)
    const drawn = open.slice(0, Math.max(1, (own % each) + 1) - (harm ? 1 : 0)).flatMap((exercise, place) => {
      const those = answers.filter((answer) => answer.exercise === exercise)
      return shuffle(those, own * 31 + place).slice(0, 1)
    })
    return { name: nameOf(index), answers: harm ? [harm, ...drawn] : drawn }
  })
}

function nameOf(index: number): string {
  return `learner-${String(index).padStart(3, '0')}`
}

/** In each workbook, and nothing to judge. */
export const NOTES = 'notes.md'

/** @param fileOf where an exercise is in a workbook: `01-javascript/flatten-deep.ts` */
export function layOutClass(folder: string, drawn: readonly Drawn[], fileOf: (exercise: string) => string): void {
  for (const { name, answers } of drawn) {
    mkdirSync(join(folder, name, '.course'), { recursive: true })
    writeFileSync(join(folder, name, NOTES), `These are of ${name}.\n`)
    for (const { exercise, text } of answers) {
      const file = join(folder, name, fileOf(exercise))
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, text)
    }
  }
}
