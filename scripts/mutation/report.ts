/** What a run says in the end. */
import type { Excuse } from './excuses.ts'
import type { Score, Tested } from './tested.ts'

export interface ExerciseResult {
  ref: string
  score: Score
  survivors: (Tested & { because?: string })[]
  notCovered: Tested[]
  stale: Excuse[]
}

export interface Bars {
  /** Percent of covered mutants, over all. */
  all: number
  /** And in each exercise. */
  each: number
}

export const BARS: Bars = { all: 96, each: 90 }

export function describeExercise({ ref, survivors, notCovered, stale }: ExerciseResult): string {
  const lines = [
    ...survivors.flatMap((mutant) => [
      `  ${placeOf(mutant)} survived${mutant.because ? '' : ', no reason given'}: ${changeOf(mutant)}`,
      ...(mutant.because ? [`      ${mutant.because}`] : []),
    ]),
    ...notCovered.map((mutant) => `  ${placeOf(mutant)} no check comes by: ${changeOf(mutant)}`),
    ...stale.map(({ at, from, to }) => `  stale reason, nothing survived there: ${at}: ${from} → ${to || '(nothing)'}`),
  ]
  return lines.length === 0 ? '' : `${[ref, ...lines].join('\n')}\n`
}

export function describeScores(results: ExerciseResult[], all: Score): string {
  const header = ['exercise', 'killed', 'timed out', 'survived', 'excused', 'not covered', 'score', 'without excused']
  const rows = [...results.map(({ ref, score }) => rowOf(ref, score)), rowOf('all', all)]
  const widths = header.map((head, column) => Math.max(head.length, ...rows.map((row) => (row[column] ?? '').length)))
  const draw = (cells: string[]) =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
  return [
    draw(header),
    ...rows.map(draw),
    '',
    'score: (killed + timed out) / covered, covered = killed + timed out + survived; excused survivors count as survived.',
    `bars: ${BARS.all} % over all, ${BARS.each} % in each exercise`,
    '',
  ].join('\n')
}

/** What keeps a run from ending with 0. */
export function shortfalls(results: ExerciseResult[], all: Score): string[] {
  const low = results.filter(({ score }) => score.raw < BARS.each)
  return [
    ...low.map(({ ref, score }) => `${ref} has ${percent(score.raw)}; it needs ${BARS.each} %.`),
    ...(all.raw < BARS.all ? [`All have ${percent(all.raw)}; they need ${BARS.all} %.`] : []),
  ]
}

function rowOf(name: string, score: Score): string[] {
  const { killed, timedOut, survived, excused, notCovered } = score
  const counts = [killed, timedOut, survived, excused, notCovered].map(String)
  return [name, ...counts, percent(score.raw), percent(score.withoutExcused)]
}

function percent(value: number): string {
  return `${(Math.floor(value * 10) / 10).toFixed(1)} %`
}

function placeOf({ file, line, column }: Tested): string {
  return `${file}:${line}:${column}`
}

function changeOf({ mutator, from, to }: Tested): string {
  return `${mutator}  ${from} → ${to || '(nothing)'}`
}
