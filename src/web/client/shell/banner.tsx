import { connection, warnings } from '../live.ts'
import { Said } from '../parts/said.tsx'

/** Says when the course does not answer and what brings it back, and what else is amiss with it. */
export function Banner() {
  const state = connection.value
  return (
    <div role="status">
      {state === 'lost' && (
        <p class="banner">
          The course does not answer. Start it again with <code>course web</code>; this page goes on by itself.
        </p>
      )}
      {state === 'closed' && (
        <p class="banner">
          The course was started anew. Open the address that <code>course web</code> has printed.
        </p>
      )}
      {warnings.value.map((message) => (
        <p key={message} class="banner">
          <Said text={message} />
        </p>
      ))}
    </div>
  )
}
