import { useEffect, useMemo, useRef } from 'preact/hooks'
import type { Step } from '../../../picture/steps.ts'
import { arrowBetween } from './arrow.ts'
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

/** What a step is about: the ends of its arrow, or the parts that it changes. */
function bringInView(frame: HTMLElement, placed: Placed[], step: Step | undefined): void {
  if (!step || frame.scrollWidth <= frame.clientWidth) return
  const named = step.move ?? [step.level, step.state, step.items].flatMap((each) => Object.keys(each ?? {}))
  const boxes = placed.filter(({ part, isRing }) => named.includes(part.id) && !isRing)
  if (boxes.length === 0) return
  const left = Math.min(...boxes.map(({ x }) => x))
  const right = Math.max(...boxes.map(({ x, width }) => x + width))
  const isSeen = left >= frame.scrollLeft && right <= frame.scrollLeft + frame.clientWidth
  if (!isSeen) frame.scrollLeft = (left + right - frame.clientWidth) / 2
}

const HEAD = 9

function Arrow({ step, move: [from, to], placed }: { step: Step; move: [string, string]; placed: Placed[] }) {
  const arrow = arrowBetween(placed, from, to)
  if (!arrow) return null
  const { from: a, to: b } = arrow
  const angle = (Math.atan2(b.y - a.y, b.x - a.x) * 180) / Math.PI
  const isSteep = Math.abs(b.y - a.y) > Math.abs(b.x - a.x)
  return (
    <g class={`arrow arrow-${step.tone ?? 'plain'}`}>
      <path class="arrow-line" pathLength="1" d={`M${a.x} ${a.y}L${b.x} ${b.y}`} />
      <path
        transform={`translate(${b.x} ${b.y}) rotate(${angle})`}
        d={`M0 0L-${HEAD} -${HEAD / 2}L-${HEAD} ${HEAD / 2}Z`}
      />
      {step.what !== undefined && (
        <text
          x={(a.x + b.x) / 2 + (isSteep ? 8 : 0)}
          y={(a.y + b.y) / 2 - (isSteep ? 0 : 8)}
          text-anchor={isSteep ? 'start' : 'middle'}
        >
          {cut(step.what, 26)}
        </text>
      )}
    </g>
  )
}
