import type { TraceAnswer } from '../../api.ts'

/** One callback in words: which lane, which line asked for it, when it ran. */
export function Step({ answer: { trace, words }, at }: { answer: TraceAnswer; at: number }) {
  const callback = trace.callbacks[at]
  const said = words[at]
  if (!callback || !said) return null
  const lane = trace.lanes.find(({ id }) => id === callback.lane)?.title ?? callback.lane
  const facts = [said.place, said.at, said.took, callback.turn === undefined ? undefined : `turn ${callback.turn}`]
  return (
    <div class="step" role="status">
      <p>
        <strong>{lane}</strong>
        <span class="soft"> · {facts.filter(Boolean).join(' · ')}</span>
      </p>
      {callback.source !== undefined && callback.type !== 'main' && <code>{callback.source.trim()}</code>}
      {said.error !== undefined && <p class="run-end">uncaught {said.error}</p>}
    </div>
  )
}
