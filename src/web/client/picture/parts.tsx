import type { Placed } from './lay-out.ts'
import type { Scale, Standing } from './scenes.ts'
import { cut, wrap } from './wrap.ts'

interface PartProps {
  placed: Placed
  standing: Standing
  scale: Scale
  /** It is one end of the arrow that is drawn. */
  isNow: boolean
}

/** A part as it stands: its title, and its word, its level or its things. */
export function PartOf({ placed, standing, scale, isNow }: PartProps) {
  const { part, isRing, x, y, width, height } = placed
  const state = standing.state[part.id]
  const [word, tone] = Array.isArray(state) ? state : [state]
  const now = isNow ? ' part-now' : ''
  return (
    <g class={`part part-${tone ?? 'plain'}${now}${isRing ? ' part-ring' : ''}`} transform={`translate(${x} ${y})`}>
      <rect width={width} height={height} rx={isRing ? 16 : 8} />
      {part.kind === 'tank' && <Water placed={placed} level={standing.level[part.id] ?? 0} scale={scale} />}
      {isRing ? (
        <RingTitle title={part.title} word={word} width={width} />
      ) : (
        <>
          <Lines class="part-title" lines={titleOf(placed)} x={width / 2} y={20} />
          {word !== undefined && <Word text={word} placed={placed} />}
        </>
      )}
      {part.kind === 'list' && <Things items={standing.items[part.id] ?? []} width={width} />}
    </g>
  )
}

/** The word stands beside the title: what is inside has the rest of the room. */
function RingTitle({ title, word, width }: { title: string; word: string | undefined; width: number }) {
  const columns = Math.floor(width / 7.5)
  return (
    <text x={width / 2} y={20} text-anchor="middle">
      <tspan class="part-title">{cut(title, columns)}</tspan>
      {word !== undefined && (
        <tspan class="part-word" dx="8">
          {cut(word, Math.max(1, columns - title.length - 2))}
        </tspan>
      )}
    </text>
  )
}

function titleOf({ part }: Placed): string[] {
  return wrap(part.title, 20, 2)
}

/** Below the title. */
function Word({ text, placed }: { text: string; placed: Placed }) {
  const { part, width, height } = placed
  const below = 16 * (titleOf(placed).length - 1)
  const y = part.kind === 'tank' || part.kind === 'list' ? height - 12 : height - 32 + below
  return (
    <Lines
      class="part-word"
      lines={wrap(text, 21, (part.kind ?? 'box') === 'box' && below === 0 ? 2 : 1)}
      x={width / 2}
      y={y}
    />
  )
}

function Water({ placed, level, scale }: { placed: Placed; level: number; scale: Scale }) {
  const { part, width, height } = placed
  const most = scale.most[part.id] ?? 1
  const high = (value: number) => Math.min(1, value / most) * (height - 48)
  const isOver = part.limit !== undefined && level > part.limit
  return (
    <>
      <rect
        class={isOver ? 'water water-over' : 'water'}
        x="1"
        y={height - 1 - high(level)}
        width={width - 2}
        height={high(level)}
        rx="6"
      />
      {part.limit !== undefined && (
        <>
          <line
            class="water-limit"
            x1="0"
            x2={width}
            y1={height - 1 - high(part.limit)}
            y2={height - 1 - high(part.limit)}
          />
          <text class="part-small" x={width - 6} y={height - 5 - high(part.limit)} text-anchor="end">
            {amount(part.limit, part.unit)}
          </text>
        </>
      )}
      <text class="part-level" x={width / 2} y={Math.max(60, height - 8 - high(level))} text-anchor="middle">
        {amount(level, part.unit)}
      </text>
    </>
  )
}

export function amount(value: number, unit: string | undefined): string {
  const text = value.toLocaleString('en-US', { maximumFractionDigits: 1 })
  return unit === undefined ? text : `${text} ${unit}`
}

const ROWS = 6

function Things({ items, width }: { items: string[]; width: number }) {
  const shown = items.length > ROWS ? items.slice(0, ROWS - 1) : items
  return (
    <>
      {shown.map((item, index) => (
        <g key={index} transform={`translate(8 ${30 + index * 23})`}>
          <rect class="thing" width={width - 16} height="20" rx="4" />
          <text class="part-small" x="8" y="14">
            {cut(item, 22)}
          </text>
        </g>
      ))}
      {shown.length < items.length && (
        <text class="part-small" x={width / 2} y={30 + (ROWS - 1) * 23 + 14} text-anchor="middle">
          and {items.length - shown.length} more
        </text>
      )}
    </>
  )
}

function Lines({ class: name, lines, x, y }: { class: string; lines: string[]; x: number; y: number }) {
  return (
    <text class={name} x={x} y={y} text-anchor="middle">
      {lines.map((line, index) => (
        <tspan key={index} x={x} dy={index === 0 ? 0 : 16}>
          {line}
        </tspan>
      ))}
    </text>
  )
}
