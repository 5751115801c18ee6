import type { Box, Placed } from './lay-out.ts'

interface Point {
  x: number
  y: number
}

export interface Arrow {
  from: Point
  to: Point
}

/** So that there and back are two lines. */
const ASIDE = 9

/** From one part to another: into a ring at its left, out of it at its right, else straight from edge to edge. */
export function arrowBetween(placed: Placed[], from: string, to: string): Arrow | undefined {
  const start = placed.find(({ part }) => part.id === from)
  const end = placed.find(({ part }) => part.id === to)
  if (!start || !end || start === end) return undefined
  if (holds(start, end)) return level({ x: start.x, at: end, toX: end.x })
  if (holds(end, start)) return level({ x: start.x + start.width, at: start, toX: end.x + end.width })
  return straight(start, end)
}

function holds(outer: Box, inner: Box): boolean {
  const isWithinX = outer.x <= inner.x && outer.x + outer.width >= inner.x + inner.width
  return isWithinX && outer.y <= inner.y && outer.y + outer.height >= inner.y + inner.height
}

function level({ x, at, toX }: { x: number; at: Box; toX: number }): Arrow {
  const y = at.y + at.height / 2
  return { from: { x, y }, to: { x: toX, y } }
}

/** Beside the line between the middles, and from where it leaves the one to where it enters the other. */
function straight(start: Box, end: Box): Arrow {
  const a = middle(start)
  const b = middle(end)
  const length = Math.hypot(b.x - a.x, b.y - a.y)
  const aside = { x: ((b.y - a.y) / length) * ASIDE, y: (-(b.x - a.x) / length) * ASIDE }
  const moved = ({ x, y }: Point) => ({ x: x + aside.x, y: y + aside.y })
  return { from: edge(start, moved(a), moved(b)), to: edge(end, moved(b), moved(a)) }
}

function middle({ x, y, width, height }: Box): Point {
  return { x: x + width / 2, y: y + height / 2 }
}

/** Where a line that begins in a box leaves it. */
function edge({ x, y, width, height }: Box, from: Point, towards: Point): Point {
  const dx = towards.x - from.x || 1e-9
  const dy = towards.y - from.y || 1e-9
  const part = Math.min(((dx > 0 ? x + width : x) - from.x) / dx, ((dy > 0 ? y + height : y) - from.y) / dy)
  return { x: from.x + dx * part, y: from.y + dy * part }
}
