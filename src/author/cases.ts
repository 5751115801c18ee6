import { rmSync, writeFileSync } from 'node:fs'
import type { Course, Day, Exercise } from '../engine/course/model.ts'
import type { Verdict } from '../engine/judge/verdict.ts'
import { type Cases, casesFile, markOf, readCases, showsCases, VARIES } from '../engine/mistakes/cases.ts'
import { mistakesFolder, readMistakes } from '../engine/mistakes/list.ts'

/** A wrong answer that was caught where it says, and what the judge saw of it. */
export interface Caught {
  name: string
  verdict: Verdict
  /** Where only these checks were looked at. */
  only?: string[] | undefined
}

/** Once may be luck. */
const LOOKS = 3

/**
 * Names those whose failing cases are not kept as they were seen: of them learners are told what they often mean at best.
 * @param lookAgain where it is given, each is looked at again, and what all looks have in common is kept
 */
export async function proveCases(
  { course, day, exercise }: { course: Pick<Course, 'root'>; day: Day; exercise: Exercise },
  caught: Caught[],
  lookAgain: ((name: string) => Promise<Verdict>) | false,
): Promise<string[]> {
  const folder = mistakesFolder(course, day, exercise)
  if (lookAgain) {
    const names = readMistakes(course, day, exercise).map(({ name }) => name)
    await noteCases(folder, names, caught, lookAgain)
  }
  const known = readCases(folder)
  return caught.filter(({ name, verdict }) => !isCurrent(known[name], verdict)).map(({ name }) => name)
}

function isCurrent(mark: string | undefined, verdict: Verdict): boolean {
  if (mark === undefined) return markOf([verdict]) === undefined
  return mark === VARIES || showsCases(mark, verdict)
}

/** Notes the cases that all looks have in common. What was not caught keeps its mark, what is gone loses it. */
export async function noteCases(
  folder: string,
  names: readonly string[],
  caught: Caught[],
  lookAgain: (name: string) => Promise<Verdict>,
): Promise<void> {
  const cases: Cases = Object.fromEntries(Object.entries(readCases(folder)).filter(([name]) => names.includes(name)))
  const noteOne = async ({ name, verdict }: Caught) => {
    const verdicts = [verdict]
    while (verdicts.length < LOOKS && markOf(verdicts) !== undefined) verdicts.push(await lookAgain(name))
    const mark = markOf(verdicts)
    if (mark === undefined) delete cases[name]
    else cases[name] = mark
  }
  await Promise.all(caught.map(noteOne))
  writeCases(folder, cases)
}

function writeCases(folder: string, cases: Cases): void {
  const sorted = Object.entries(cases).sort(([a], [b]) => (a < b ? -1 : 1))
  if (sorted.length === 0) rmSync(casesFile(folder), { force: true })
  else writeFileSync(casesFile(folder), `${JSON.stringify(Object.fromEntries(sorted), undefined, 2)}\n`)
}
