import type { Exercise } from '../engine/course/model.ts'
import type { Verdict } from '../engine/judge/verdict.ts'
import { error, type Finding } from './finding.ts'
import { describeOutcome, type Outcome, outcomeOf, quoteList, sameOutcome } from './outcome.ts'

/** What of an exercise is judged: its starter, its solution, or one of its wrong answers. `only`: by these checks alone. */
export type Subject = ({ kind: 'starter' } | { kind: 'solution' } | { kind: 'mistake'; name: string }) & {
  only?: string[]
}

/** Judges what belongs to an exercise. */
export interface ExerciseJudge {
  /** `alone`: while nothing else is judged. */
  judge: (subject: Subject, alone: boolean) => Promise<Verdict>
  /** One after another, and where nothing is left behind in the same process: that is cheap. */
  judgeInARow: (subjects: Subject[]) => Promise<Verdict[]>
}

export interface Judged {
  verdict: Verdict
  outcome: Outcome
  /** Where only these checks were looked at. */
  only?: string[]
  /** Where another time gave another outcome. */
  findings: Finding[]
  /** All times together. */
  ms: number
}

/** Judges a subject until nothing is wrong with the outcome or nothing more can be tried, and notes what is. */
export type Prove = (
  subject: Subject,
  file: string,
  wrongWith: (judged: Judged) => Finding[],
) => Promise<Judged & { proved: boolean }>

/** Where it is noted: the time that it took, what is wrong, and what only a second look has cleared. */
interface Notes {
  report: { ms: number; secondLooks: string[] }
  findings: Finding[]
}

export function nameOf(subject: Subject): string {
  if (subject.kind === 'mistake') return subject.name
  return subject.only ? `${subject.kind} at ${quoteList(subject.only)}` : subject.kind
}

/**
 * Subjects of the row are judged in company first. What is wrong there may be what another left behind, so it counts
 * only when it is wrong in a process of its own, too, and then with nothing else going on.
 */
export function openProver(
  exercise: Exercise,
  row: Subject[],
  { judge, judgeInARow }: ExerciseJudge,
  repeat: number,
  { report, findings }: Notes,
): Prove {
  // A project's verdict takes so long that its wrong answers had better go side by side.
  const company = repeat === 1 && !exercise.project ? judgeInARow(row) : Promise.resolve([])
  // Servers' checks measure waiting: when every difference counts, they have the machine to themselves.
  const mustBeAlone = repeat > 1 && exercise.kind !== 'module'
  const note = (judged: Judged) => {
    report.ms += Math.round(judged.ms)
    findings.push(...judged.findings)
    return judged
  }
  const inCompany = async (subject: Subject) => {
    const index = row.findIndex((each) => each.kind === subject.kind && nameOf(each) === nameOf(subject))
    const verdict = index < 0 ? undefined : (await company)[index]
    return verdict && note(judgedOnce(verdict, subject))
  }
  const often = async (subject: Subject, file: string, alone: boolean) =>
    note(await judgeRepeatedly(file, () => judge(subject, alone), subject, repeat))

  return async (asked, file, wrongWith) => {
    const known = await inCompany(asked)
    if (known && wrongWith(known).length === 0) return { ...known, proved: true }
    const subject = asked.kind === 'mistake' ? wholeOf(asked) : asked
    if (subject !== asked && !known) {
      const quick = await often(asked, file, mustBeAlone)
      if (wrongWith(quick).length === 0) return { ...quick, proved: true }
    }
    const first = await often(subject, file, mustBeAlone)
    const wrong = wrongWith(first)
    // A busy machine can spoil a verdict, and this tool keeps it busy. --repeat shows how often.
    let judged = first
    if (wrong.length > 0 && repeat === 1) {
      judged = await often(subject, file, true)
      // Two looks that disagree have shown nothing yet.
      const disagree = wrongWith(judged).length > 0 && !sameOutcome(first.outcome, judged.outcome)
      if (disagree) judged = await often(subject, file, true)
    }
    const stillWrong = judged === first ? wrong : wrongWith(judged)
    findings.push(...stillWrong)
    if (judged !== first && stillWrong.length === 0) report.secondLooks.push(nameOf(subject))
    return { ...judged, proved: stillWrong.length === 0 }
  }
}

/** What some of the checks do not show, all of them may. */
function wholeOf(subject: Subject): Subject {
  if (!subject.only) return subject
  const { only: _, ...whole } = subject
  return whole
}

function judgedOnce(verdict: Verdict, { only }: Subject): Judged {
  return { verdict, outcome: outcomeOf(verdict), ...(only && { only }), findings: [], ms: verdict.ms }
}

async function judgeRepeatedly(
  file: string,
  judge: () => Promise<Verdict>,
  subject: Subject,
  repeat: number,
): Promise<Judged> {
  const first = judgedOnce(await judge(), subject)
  let { ms } = first
  for (let time = 2; time <= repeat; time++) {
    const next = judgedOnce(await judge(), subject)
    ms += next.ms
    if (sameOutcome(first.outcome, next.outcome)) continue
    const message = `It is flaky: the first time it ${describeOutcome(first.outcome)}, time ${time} it ${describeOutcome(next.outcome)}.`
    const mend = 'Find what depends on time or chance: control the promises, the clock and the schedule.'
    return { ...first, findings: [error(file, message, mend)], ms }
  }
  return { ...first, ms }
}
