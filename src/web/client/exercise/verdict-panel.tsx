import type { CheckOutcome } from '../../../engine/judge/verdict.ts'
import type { ExerciseAnswer } from '../../api.ts'
import { Scorecard } from '../parts/scorecard.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { CheckLine } from './check-line.tsx'
import type { JudgeState } from './judge-state.ts'
import { RunEnd } from './run-end.tsx'
import { sayJudging, sayVerdict } from './say-verdict.ts'

interface VerdictPanelProps {
  answer: Pick<ExerciseAnswer, 'day' | 'sections' | 'lastAttempt'>
  judge: JudgeState
  onCheck: () => void
}

/** The first is the one to mend, and a wall of them helps nobody. */
const EXPLAINED = 2

/** What the judge says, check by check while it judges, and why something failed when it has ended. */
export function VerdictPanel({ answer, judge, onCheck }: VerdictPanelProps) {
  const { phase, verdict, trouble } = judge
  const isIdle = phase === 'idle'
  const shown = shownChecks(judge)
  const failing = shown.filter(({ status }) => status === 'failed')
  const explained = new Set(failing.slice(0, EXPLAINED).map(({ title }) => title))
  const tone = isIdle && verdict ? (verdict.isPassed ? ' verdict-passed' : ' verdict-failed') : ''
  return (
    <section class={`verdict card${tone}`} aria-labelledby="verdict">
      <div class="verdict-head">
        <h2 id="verdict">Checks</h2>
        <button type="button" class="button button-small" onClick={onCheck}>
          Check now
        </button>
      </div>
      <p class="verdict-says" role="status">
        {isIdle ? (verdict ? sayVerdict(verdict) : sayLast(answer)) : sayJudging(judge)}
      </p>
      {trouble && <Trouble refused={trouble} />}
      <ul class={`checks${isIdle ? '' : ' checks-running'}`}>
        {shown.map((check) => (
          <CheckLine
            // A details element keeps what the learner did to it; each verdict begins anew.
            key={`${verdict?.at} ${check.title}`}
            check={check}
            explain={!isIdle ? 'no' : explained.has(check.title) ? 'open' : 'closed'}
            day={answer.day}
            sections={answer.sections}
          />
        ))}
      </ul>
      {isIdle && verdict && <RunEnd verdict={verdict.verdict} />}
      {isIdle && verdict?.verdict.score && <Scorecard score={verdict.verdict.score} caption="Points of this attempt" />}
    </section>
  )
}

/** While it judges: the checks of the last verdict without their marks, and those that have ended with their new ones. */
function shownChecks({ phase, ended, verdict }: JudgeState): CheckOutcome[] {
  const before = verdict?.verdict.checks ?? []
  if (phase === 'idle') return before
  const titles = [...new Set([...before.map(({ title }) => title), ...ended.keys()])]
  return titles.map((title) => ({ title, status: ended.get(title) ?? 'not-run' }))
}

function sayLast({ lastAttempt }: Pick<ExerciseAnswer, 'lastAttempt'>): string {
  if (!lastAttempt) return 'Nothing is judged yet. Each save is.'
  const { failing, checks } = lastAttempt
  if (failing.length === 0) return `The last attempt: ${lastAttempt.status}.`
  return `The last attempt: ${checks - failing.length} of ${checks} checks passed.`
}
