import { amount } from './parts.tsx'
import type { Scale, Scene } from './scenes.ts'

const WIDTH = 1000
const HEIGHT = 96

/** When each step was, by the picture's clock, and how high the tanks stood. */
export function History({ scene, at, scale }: { scene: Scene; at: number; scale: Scale }) {
  const { parts, steps, clock = 'ms' } = scene
  const x = (when: number) => (when / scale.span[clock]) * WIDTH
  const tanks = parts.filter(({ kind }) => kind === 'tank')
  const now = steps[at]
  const top = tanks.length > 0 ? 0 : HEIGHT - 4 // without a level there are only the ticks
  return (
    <div class={tanks.length > 0 ? 'history' : 'history history-low'}>
      <svg aria-hidden="true" viewBox={`0 ${top} ${WIDTH} ${HEIGHT + 14 - top}`} preserveAspectRatio="none">
        {tanks.map(({ id }, index) => (
          <polyline key={id} class={`level level-${index % 3}`} points={lineOf(steps, id, x, scale)} />
        ))}
        {steps.map(({ at: when, tone }, index) => (
          <line
            key={index}
            class={`tick tick-${tone ?? 'plain'}`}
            x1={x(when)}
            x2={x(when)}
            y1={HEIGHT + 2}
            y2={HEIGHT + 14}
          />
        ))}
        {now && <line class="playhead" x1={x(now.at)} x2={x(now.at)} y1={top} y2={HEIGHT + 14} />}
      </svg>
      <p class="small soft history-scale">
        <span>{amount(0, clock)}</span>
        {tanks.map(({ id, title, unit }, index) => (
          <span key={id} class={`legend legend-${index % 3}`}>
            {title}, up to {amount(scale.most[id] ?? 0, unit)}
          </span>
        ))}
        <span>{amount(scale.span[clock], clock)}</span>
      </p>
    </div>
  )
}

/** A level holds until it is told anew. */
function lineOf(steps: Scene['steps'], id: string, x: (when: number) => number, scale: Scale): string {
  const points: string[] = []
  let y = HEIGHT
  for (const { at, level } of steps) {
    points.push(`${x(at)},${y}`)
    const value = level?.[id]
    if (value !== undefined) y = HEIGHT - (value / (scale.most[id] ?? 1)) * (HEIGHT - 4)
    points.push(`${x(at)},${y}`)
  }
  return points.join(' ')
}
