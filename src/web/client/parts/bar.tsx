/** How much of something is done, without words: they stand beside it. */
export function Bar({ done, total }: { done: number; total: number }) {
  const length = total === 0 ? 0 : (done / total) * 100
  return (
    <svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      <rect class="bar-ground" width="100" height="8" />
      <rect class="bar-fill" width={length} height="8" />
    </svg>
  )
}
