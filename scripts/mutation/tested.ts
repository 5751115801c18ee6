/** What became of the mutants of one exercise, and what that is worth. */
import type { MutantResult } from '@stryker-mutator/api/core'

export type Fate = 'killed' | 'timed out' | 'survived' | 'not covered'

export interface Tested {
  /** Relative to the course. */
  file: string
  /** 1-based. */
  line: number
  endLine: number
  column: number
  mutator: string
  /** The line of the file where it begins, without the space around it. */
  at: string
  /** The code as it was, and as it became, on one line. */
  from: string
  to: string
  fate: Fate
  /** Titles of checks that failed. */
  killedBy: string[]
}

export interface Score {
  killed: number
  timedOut: number
  survived: number
  notCovered: number
  /** Survivors that somebody gave a reason for. */
  excused: number
  /** (killed + timed out) / covered, in percent. */
  raw: number
  /** The same, without the excused. */
  withoutExcused: number
}

const FATES: Partial<Record<MutantResult['status'], Fate>> = {
  Killed: 'killed',
  Timeout: 'timed out',
  Survived: 'survived',
  NoCoverage: 'not covered',
}

/** @param source the text of the mutant's file */
export function testedOf(result: MutantResult, file: string, source: string): Tested {
  const fate = FATES[result.status]
  if (!fate) throw new Error(`${file}:${result.location.start.line} ${result.status}: ${result.statusReason ?? ''}`)
  const { start } = result.location
  return {
    file,
    line: start.line,
    endLine: result.location.end.line,
    column: start.column,
    mutator: result.mutatorName,
    at: (source.split(/\r?\n/)[start.line - 1] ?? '').trim(),
    from: onOneLine(cut(source, result.location)),
    to: onOneLine(result.replacement ?? ''),
    fate,
    killedBy: result.killedBy ?? [],
  }
}

/** @param excused how many of the survivors have a reason */
export function scoreOf(tested: Pick<Tested, 'fate'>[], excused: number): Score {
  const count = (fate: Fate) => tested.filter((each) => each.fate === fate).length
  const [killed, timedOut, survived, notCovered] = [
    count('killed'),
    count('timed out'),
    count('survived'),
    count('not covered'),
  ]
  const caught = killed + timedOut
  return {
    killed,
    timedOut,
    survived,
    notCovered,
    excused,
    raw: percent(caught, caught + survived),
    withoutExcused: percent(caught, caught + survived - excused),
  }
}

export function sumOf(scores: Score[]): Score {
  const sum = (of: (score: Score) => number) => scores.reduce((total, score) => total + of(score), 0)
  const [killed, timedOut, survived, notCovered, excused] = [
    sum((score) => score.killed),
    sum((score) => score.timedOut),
    sum((score) => score.survived),
    sum((score) => score.notCovered),
    sum((score) => score.excused),
  ]
  const caught = killed + timedOut
  const raw = percent(caught, caught + survived)
  return {
    killed,
    timedOut,
    survived,
    notCovered,
    excused,
    raw,
    withoutExcused: percent(caught, caught + survived - excused),
  }
}

function percent(part: number, whole: number): number {
  return whole === 0 ? 100 : (100 * part) / whole
}

function cut(source: string, { start, end }: MutantResult['location']): string {
  const lines = source.split('\n').slice(start.line - 1, end.line)
  lines[lines.length - 1] = (lines.at(-1) ?? '').slice(0, end.column - 1)
  lines[0] = (lines[0] ?? '').slice(start.column - 1)
  return lines.join('\n')
}

function onOneLine(code: string): string {
  return code.replace(/\s+/g, ' ').trim()
}
