import { useState } from 'preact/hooks'
import type { HintsAnswer } from '../../api.ts'
import { post, Refused } from '../ask.ts'
import { Html } from '../parts/html.tsx'
import { Trouble } from '../parts/trouble.tsx'

interface HintsProps {
  path: string
  hints: HintsAnswer
  isPassed: boolean
}

/** The hints that were given, and a button for the next one. Each is recorded. */
export function Hints({ path, hints, isPassed }: HintsProps) {
  const [newest, setNewest] = useState(hints)
  const [refused, setRefused] = useState<Refused>()
  const { given, of } = newest.given.length > hints.given.length ? newest : hints
  const ask = async () => {
    try {
      setNewest(await post<HintsAnswer>(`${path}/hint`))
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      setRefused(error)
    }
  }
  if (of === 0 || (isPassed && given.length === 0)) return null
  return (
    <section class="hints stack" aria-labelledby="hints">
      <h2 id="hints">Hints</h2>
      <ol class="hint-list" aria-live="polite" aria-label="Hints given">
        {given.map((html, index) => (
          <li key={index}>
            <p class="eyebrow">
              Hint {index + 1} of {of}
            </p>
            <Html html={html} />
          </li>
        ))}
      </ol>
      {refused && <Trouble refused={refused} />}
      {given.length < of && !isPassed && (
        <button type="button" class="button button-small" onClick={ask}>
          {given.length === 0 ? 'Give me a hint' : 'The next hint'} ({of - given.length} left)
        </button>
      )}
      {given.length === of && !isPassed && <p class="small soft">These were all.</p>}
    </section>
  )
}
