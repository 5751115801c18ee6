import type { Part } from '../../../picture/steps.ts'

export interface Box {
  x: number
  y: number
  width: number
  height: number
}

export interface Placed extends Box {
  part: Part
  /** Other parts are inside it. */
  isRing: boolean
}

const SIZES = {
  box: { width: 152, height: 78 },
  tank: { width: 152, height: 158 },
  list: { width: 172, height: 178 },
}
const GAP = { x: 96, y: 56 }
/** Between a ring and what is inside it: its title, and room for arrows that go in and out. */
const RING = { top: 30, side: 46, bottom: 16 }
const EDGE = 12

/** Where each part is drawn: by column and row; what has parts inside is as large as they need. Outer ones come first. */
export function layOut(parts: Part[]): { placed: Placed[]; width: number; height: number } {
  const { boxes, width, height } = grid(parts, undefined)
  const placed = boxes.map((box) => ({ ...box, x: box.x + EDGE, y: box.y + EDGE }))
  return { placed, width: width + 2 * EDGE, height: height + 2 * EDGE }
}

interface Block {
  boxes: Placed[]
  width: number
  height: number
}

function grid(parts: Part[], inside: string | undefined): Block {
  const cells = cellsOf(parts.filter((part) => part.inside === inside)).map((cell) => ({
    ...cell,
    block: blockOf(parts, cell.part),
  }))
  const columns = spans(cells.map(({ column, block }) => [column, block.width]))
  const rows = spans(cells.map(({ row, block }) => [row, block.height]))
  const gap = inside === undefined ? GAP : { x: 60, y: 24 }
  const boxes = cells.flatMap(({ column, row, block }) => {
    const left = startOf(columns, column, gap.x) + ((columns[column] ?? 0) - block.width) / 2
    const top = startOf(rows, row, gap.y) + ((rows[row] ?? 0) - block.height) / 2
    return block.boxes.map((box) => ({ ...box, x: box.x + left, y: box.y + top }))
  })
  return {
    boxes,
    width: startOf(columns, columns.length, gap.x) - gap.x,
    height: startOf(rows, rows.length, gap.y) - gap.y,
  }
}

function blockOf(parts: Part[], part: Part): Block {
  if (!parts.some(({ inside }) => inside === part.id)) {
    const size = SIZES[part.kind ?? 'box']
    return { ...size, boxes: [{ part, isRing: false, x: 0, y: 0, ...size }] }
  }
  const inner = grid(parts, part.id)
  const width = inner.width + 2 * RING.side
  const height = inner.height + RING.top + RING.bottom
  const within = inner.boxes.map((box) => ({ ...box, x: box.x + RING.side, y: box.y + RING.top }))
  return { width, height, boxes: [{ part, isRing: true, x: 0, y: 0, width, height }, ...within] }
}

/** A part without a place follows the one before, to the right. */
function cellsOf(parts: Part[]): { part: Part; column: number; row: number }[] {
  let column = -1
  let row = 0
  return parts.map((part) => {
    ;[column, row] = part.at ?? [column + 1, row]
    return { part, column, row }
  })
}

/** How wide each column is (or how high each row): as its largest. One that is empty takes nothing. */
function spans(sizes: [index: number, size: number][]): number[] {
  const all: number[] = []
  for (const [index, size] of sizes) {
    while (all.length <= index) all.push(0)
    all[index] = Math.max(all[index] ?? 0, size)
  }
  return all
}

function startOf(all: number[], index: number, gap: number): number {
  return all.slice(0, index).reduce((sum, size) => sum + size + gap, 0)
}
