import { useEffect, useMemo, useRef } from 'preact/hooks'
import type { Trace } from '../../../engine/trace/trace.ts'
import { layOut, type Placed } from './lay-out.ts'

interface LanesProps {
  trace: Trace
  at: number
  onChoose: (at: number) => void
}

const ROW = 34
const BAR = 20
const TOP = 22

/** A lane for each queue, a bar for each callback, drawn from the recording. Its text alternative is below. */
export function Lanes({ trace, at, onChoose }: LanesProps) {
  const { placed, pauses, width } = useMemo(() => layOut(trace), [trace])
  const frame = useRef<HTMLDivElement>(null)
  const current = placed[at]
  useEffect(() => {
    if (frame.current && current) bringInView(frame.current, current)
  }, [current])
  const height = TOP + trace.lanes.length * ROW
  return (
    <figure class="lanes">
      <Names lanes={trace.lanes} now={current?.callback.lane} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <div class="lane-frame" ref={frame} tabIndex={0}>
        <svg
          role="img"
          aria-label={`${placed.length} callbacks in ${trace.lanes.length} lanes; the recording as text says the same.`}
          width={width}
          height={height}
        >
          {trace.lanes.map(({ id }, row) => (
            <line key={id} class="lane-line" x1="0" x2="100%" y1={middle(row)} y2={middle(row)} />
          ))}
          {pauses.map((x) => (
            <line key={x} class="lane-pause" x1={x} x2={x} y1={TOP} y2={height} />
          ))}
          {placed.map((each) => (
            <Bar key={each.index} placed={each} at={at} onChoose={onChoose} />
          ))}
        </svg>
      </div>
      <figcaption class="small soft lane-scale">
        A bar is a callback; the longer it took, the longer the bar: under 1, 10, 100 ms, longer. A dotted line: no
        callback for 5 ms or more.
      </figcaption>
    </figure>
  )
}

function Names({ lanes, now }: { lanes: Trace['lanes']; now: string | undefined }) {
  return (
    <div class="lane-names" aria-hidden="true">
      {lanes.map(({ id, title }) => (
        <div key={id} class={now === id ? 'lane-name lane-now' : 'lane-name'}>
          {title}
        </div>
      ))}
    </div>
  )
}

function Bar({
  placed: { callback, index, row, x, width },
  at,
  onChoose,
}: { placed: Placed } & Omit<LanesProps, 'trace'>) {
  const state = index === at ? 'now' : index < at ? 'past' : 'ahead'
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the slider above moves to every callback
    <g class={`bar-of bar-${state}`} onClick={() => onChoose(index)}>
      <text x={x + width / 2} y="14" text-anchor="middle">
        {callback.number}
      </text>
      <rect x={x} y={middle(row) - BAR / 2} width={width} height={BAR} rx="3" />
      {callback.printed.length > 0 && <circle cx={x + width / 2} cy={middle(row)} r="2.5" />}
      {callback.error && <path d={`M${x + 2} ${middle(row) - 6} l${width - 4} 12 m0 -12 l-${width - 4} 12`} />}
    </g>
  )
}

function middle(row: number): number {
  return TOP + row * ROW + ROW / 2
}

function bringInView(frame: HTMLElement, { x, width }: Placed): void {
  const isSeen = x >= frame.scrollLeft && x + width <= frame.scrollLeft + frame.clientWidth
  if (!isSeen) frame.scrollLeft = x - frame.clientWidth / 2
}
