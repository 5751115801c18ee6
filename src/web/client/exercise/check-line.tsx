import type { CheckOutcome } from '../../../engine/judge/verdict.ts'
import { isComparison } from '../../../ui/verdict/wording.ts'
import type { ExerciseAnswer } from '../../api.ts'
import { Mark } from '../parts/mark.tsx'
import { dayPath } from '../route.ts'
import { Frame } from './frame.tsx'

interface CheckLineProps {
  check: CheckOutcome
  /** Whether it says why it failed: at once, or when it is asked. */
  explain: 'open' | 'closed' | 'no'
  day: number
  sections: ExerciseAnswer['sections']
}

/** A promise with its mark; below it, where it was broken, with which input, and where to read. */
export function CheckLine({ check, explain, day, sections }: CheckLineProps) {
  const title = (
    <>
      <Mark status={check.status} />
      <span>{check.title}</span>
    </>
  )
  return (
    <li class={`check check-${check.status}`}>
      {explain === 'no' || check.status !== 'failed' ? (
        <p class="check-title">{title}</p>
      ) : (
        <details open={explain === 'open'}>
          <summary class="check-title">{title}</summary>
          <Why check={check} day={day} sections={sections} />
        </details>
      )}
    </li>
  )
}

function Why({ check, day, sections }: Omit<CheckLineProps, 'explain'>) {
  const { given, request, expected, received, message, cause, frame, read } = check
  const values: [string, string | undefined][] = isComparison(check)
    ? [
        ['expected', expected],
        ['received', received],
      ]
    : [['but', message]]
  const rows = [['with', given ?? request] as const, ...values, ['cause', cause] as const]
  return (
    <div class="why">
      <dl>
        {rows.map(([name, value]) =>
          value === undefined ? null : (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
        )}
      </dl>
      {frame && <Frame frame={frame} />}
      {read !== undefined && (
        <p>
          Read: <a href={dayPath(day, read)}>{sections.find(({ anchor }) => anchor === read)?.title ?? read}</a>
        </p>
      )}
    </div>
  )
}
