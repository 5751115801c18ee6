import { relative, sep } from 'node:path'
import type { DescribedMistake } from '../engine/mistakes/list.ts'
import type { Caught } from './cases.ts'
import type { CheckFile } from './check-file.ts'
import { proveMistake } from './expectations.ts'
import type { Finding } from './finding.ts'
import type { Judged } from './subject.ts'

/** What judging the wrong answers of an exercise has shown. */
export interface MistakesProof {
  /** Those that were caught where they say. */
  verdicts: Caught[]
  /** The checks that caught any. */
  caughtBy: Set<string>
}

/** Judges a wrong answer; what is wrong with the outcome is noted elsewhere. */
export type ProveOne = (
  mistake: DescribedMistake,
  file: string,
  wrongWith: (judged: Judged) => Finding[],
) => Promise<Judged & { proved: boolean }>

export async function proveMistakes(
  mistakes: DescribedMistake[],
  prove: ProveOne,
  { root, checkFile }: { root: string; checkFile: CheckFile },
): Promise<MistakesProof> {
  const verdicts: Caught[] = []
  const caughtBy = new Set<string>()
  const proveOne = async (mistake: DescribedMistake) => {
    const file = relative(root, mistake.path).split(sep).join('/')
    const wrongWith = ({ outcome, only }: Judged) => proveMistake(file, mistake, checkFile, outcome, only !== undefined)
    const { outcome, verdict, only, proved } = await prove(mistake, file, wrongWith)
    if (proved) verdicts.push({ name: mistake.name, verdict, only })
    for (const title of outcome.caughtBy) caughtBy.add(title)
  }
  await Promise.all(mistakes.map(proveOne))
  return { verdicts: verdicts.sort((a, b) => (a.name < b.name ? -1 : 1)), caughtBy }
}
