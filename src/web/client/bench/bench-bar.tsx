import { shortNumber } from '../../../bench/compare.ts'

interface Decade {
  share: number
  value: number
}

interface BenchBarProps {
  /** 0 to 1. */
  share: number
  spread: [number, number] | undefined
  decades: Decade[]
  isLearners: boolean
}

/**
 * A bar, and below it a line from the smallest to the largest of the rounds. It steps: a browser that moves it in between would
 * take processor time from what is measured.
 */
export function BenchBar({ share, spread, decades, isLearners }: BenchBarProps) {
  return (
    <svg class="bench-bar" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">
      {decades.slice(1).map((decade) => (
        <Mark key={decade.value} class="bench-decade" at={decade.share} y1={0} y2={12} />
      ))}
      <rect class={isLearners ? 'bench-fill bench-yours' : 'bench-fill'} width={share * 100} height="8" />
      {spread && (
        <>
          <line class="bench-spread" x1={spread[0] * 100} x2={spread[1] * 100} y1="10.5" y2="10.5" />
          <Mark class="bench-spread" at={spread[0]} y1={9} y2={12} />
          <Mark class="bench-spread" at={spread[1]} y1={9} y2={12} />
        </>
      )}
    </svg>
  )
}

function Mark({ class: name, at, y1, y2 }: { class: string; at: number; y1: number; y2: number }) {
  return <line class={name} x1={at * 100} x2={at * 100} y1={y1} y2={y2} />
}

/** The decades of a logarithmic scale, below the bars. */
export function Axis({ decades }: { decades: Decade[] }) {
  return (
    <svg class="bench-axis" aria-hidden="true">
      {decades.map(({ share, value }) => (
        <text key={value} x={`${share * 100}%`} y="12">
          {shortNumber(value).replace(/\.0$/, '')}
        </text>
      ))}
    </svg>
  )
}
