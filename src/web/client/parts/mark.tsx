const SIGNS = {
  passed: ['✓', 'passed'],
  done: ['✓', 'done'],
  failed: ['✗', 'failed'],
  tried: ['◐', 'not passed yet'],
  started: ['◐', 'begun'],
  todo: ['○', 'to do'],
  'not-run': ['·', 'not run'],
  coming: ['·', 'coming'],
  locked: ['·', 'locked'],
} as const

export type MarkStatus = keyof typeof SIGNS

/** A sign for a state, with the word for those who do not see it. */
export function Mark({ status }: { status: MarkStatus }) {
  const [sign, word] = SIGNS[status]
  return (
    <span class={`mark mark-${status}`}>
      <span aria-hidden="true">{sign}</span>
      <span class="unseen">{word}: </span>
    </span>
  )
}

export function wordOf(status: MarkStatus): string {
  return SIGNS[status][1]
}
