interface PointsBarProps {
  points: number
  of: number
  /** Points that the whole width stands for. */
  scale: number
  tone: 'full' | 'part' | 'missed'
  /** Where a line is drawn. */
  mark?: number
}

/** Points as a bar that is as long as they are worth, without words: they stand beside it. */
export function PointsBar({ points, of, scale, tone, mark }: PointsBarProps) {
  const share = (value: number) => (value / scale) * 100
  return (
    <svg class="points" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      <rect class="points-ground" width={share(of)} height="8" />
      <rect class={`points-${tone}`} width={share(points)} height="8" />
      {mark !== undefined && <line class="points-mark" x1={share(mark)} x2={share(mark)} y1="0" y2="8" />}
    </svg>
  )
}
