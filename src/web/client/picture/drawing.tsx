import { useEffect, useMemo, useRef } from 'preact/hooks'
import type { Step } from '../../../picture/steps.ts'
import { arrowBetween, type Arrow as Line } from './arrow.ts'
import { layOut, type Placed } from './lay-out.ts'
import { PartOf } from './parts.tsx'
import { type Scale, type Scene, standingAt } from './scenes.ts'
import { cut } from './wrap.ts'

/** The parts as they stand after a step, and what moved in it. Its text alternative is below. */
export function Drawing({ scene, at, scale }: { scene: Scene; at: number; scale: Scale }) {
  const { placed, width, height } = useMemo(() => layOut(scene.parts), [scene.parts])
  const standing = standingAt(scene.steps, at)
  const step = scene.steps[at]
  const frame = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (frame.current) bringInView(frame.current, placed, step)
  }, [placed, step])
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <div class="drawing" tabIndex={0} ref={frame}>
      <svg
        role="img"
        aria-label={`${scene.title}: ${scene.parts.map(({ title }) => title).join(', ')}. The steps as text say the same.`}
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
      >
        {placed.map((each) => (
          <PartOf
            key={each.part.id}
            placed={each}
            standing={standing}
            scale={scale}
            isNow={step?.move?.includes(each.part.id) === true}
          />
        ))}
        {step?.move && <Arrow key={at} step={step} move={step.move} placed={placed} />}
      </svg>
    </div>
  )
}

/** What a step is about: its arrow with the boxes at its ends, or the parts that it changes. */
function bringInView(frame: HTMLElement, placed: Placed[], step: Step | undefined): void {
  if (!step || frame.scrollWidth <= frame.clientWidth) return
  const spans = step.move ? spansOfMove(placed, step.move) : spansOfChange(placed, step)
  if (spans.length === 0) return
  const left = Math.min(...spans.map(([from]) => from))
  const right = Math.max(...spans.map(([, to]) => to))
  const isSeen = left >= frame.scrollLeft && right <= frame.scrollLeft + frame.clientWidth
  if (!isSeen) frame.scrollLeft = (left + right - frame.clientWidth) / 2
}

type Span = [from: number, to: number]

function spansOfMove(placed: Placed[], move: [string, string]): Span[] {
  const arrow = arrowBetween(placed, ...move)
  const boxes = placed.filter(({ part, isRing }) => move.includes(part.id) && !isRing)
  return [
    ...boxes.map(({ x, width }): Span => [x, x + width]),
    ...(arrow ? [arrow.from.x, arrow.to.x].map((x): Span => [x - 30, x + 30]) : []),
  ]
}

/** A ring may be wider than the frame: its title is in its middle. */
function spansOfChange(placed: Placed[], { level, state, items }: Step): Span[] {
  const ids = [level, state, items].flatMap((each) => Object.keys(each ?? {}))
  return placed
    .filter(({ part }) => ids.includes(part.id))
    .map(({ isRing, x, width }) => (isRing ? [x + width / 2 - 100, x + width / 2 + 100] : [x, x + width]))
}

const HEAD = 9

function Arrow({ step, move: [from, to], placed }: { step: Step; move: [string, string]; placed: Placed[] }) {
  const arrow = arrowBetween(placed, from, to)
  if (!arrow) return null
  const { from: a, to: b } = arrow
  const angle = (Math.atan2(b.y - a.y, b.x - a.x) * 180) / Math.PI
  return (
    <g class={`arrow arrow-${step.tone ?? 'plain'}`}>
      <path class="arrow-line" pathLength="1" d={`M${a.x} ${a.y}L${b.x} ${b.y}`} />
      <path
        transform={`translate(${b.x} ${b.y}) rotate(${angle})`}
        d={`M0 0L-${HEAD} -${HEAD / 2}L-${HEAD} ${HEAD / 2}Z`}
      />
      {step.what !== undefined && <text {...besideMiddle(arrow)}>{cut(step.what, 26)}</text>}
    </g>
  )
}

/** Above a level line; of one that rises or falls, at the right, on the side that it leaves free. */
function besideMiddle({ from: a, to: b }: Line) {
  const x = (a.x + b.x) / 2
  const y = (a.y + b.y) / 2
  const [dx, dy] = [b.x - a.x, b.y - a.y]
  if (Math.abs(dy) < Math.abs(dx) / 4) return { x, y: y - 8, 'text-anchor': 'middle' as const }
  const free = Math.abs(dx) < 1 ? 4 : dx * dy > 0 ? -4 : 14
  return { x: x + 8, y: y + free, 'text-anchor': 'start' as const }
}
