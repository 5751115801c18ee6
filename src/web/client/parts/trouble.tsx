import type { ComponentChildren } from 'preact'
import type { Refused } from '../ask.ts'
import { Said } from './said.tsx'

/** What the server refused, why, and what to do next. */
export function Trouble({
  refused,
  children,
}: {
  refused: Pick<Refused, 'message' | 'hint'>
  children?: ComponentChildren
}) {
  return (
    <div class="notice notice-bad stack" role="alert">
      <p>
        <Said text={refused.message} />
      </p>
      {refused.hint !== '' && (
        <p class="soft">
          <Said text={refused.hint} />
        </p>
      )}
      {children}
    </div>
  )
}
