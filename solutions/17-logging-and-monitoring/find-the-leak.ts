/** What V8 writes into a .heapsnapshot file, parsed. */
export interface HeapSnapshot {
  snapshot: {
    meta: {
      /** What the numbers of a node mean, in order: `type`, `name`, `id`, `self_size`, `edge_count` and, by version, more. */
      node_fields: string[]
      /** Beside `node_fields`. For `type` it is the list of the type names that the number is an index into. */
      node_types: (string | string[])[]
      /** `type`, `name_or_index`, `to_node`, in some order. */
      edge_fields: string[]
      edge_types: (string | string[])[]
    }
  }
  /** All nodes one after the other, `node_fields.length` numbers each. `name` is an index into `strings`. The first is the root. */
  nodes: number[]
  /**
   * All edges, `edge_fields.length` numbers each: first the `edge_count` edges of the first node, then those of the second.
   * `to_node` is the place in `nodes` where the other node begins. `name_or_index` is an index into `strings`, but for the
   * types `element` and `hidden`, where it is the name itself, a number.
   */
  edges: number[]
  strings: string[]
}

export interface ClassSize {
  name: string
  /** How many objects. */
  count: number
  /** Their own sizes, without what they refer to. */
  bytes: number
}

/** What `Profiler.stop` of the inspector gives, and what `node --cpu-prof` writes. Times in microseconds. */
export interface CpuProfile {
  nodes: {
    id: number
    callFrame: {
      functionName: string
      url: string
      /** Counted from 0. */
      lineNumber: number
      columnNumber: number
    }
    /** Ids of the nodes that were called from this one. */
    children?: number[]
  }[]
  startTime: number
  endTime: number
  /** The id of the node on top of the stack, at each sample. */
  samples: number[]
  /** From the sample before to this one; the first is counted from `startTime`. */
  timeDeltas: number[]
}

export interface FunctionTime {
  name: string
  url: string
  /** Counted from 1, as editors do. */
  line: number
  /** Milliseconds in the function itself. */
  selfMs: number
  /** Milliseconds in it and in all that it called. */
  totalMs: number
}

interface Node {
  type: string
  name: string
  bytes: number
  edges: Edge[]
}

interface Edge {
  type: string
  name: string
  /** Index of the node. */
  to: number
}

export function classesOf(snapshot: HeapSnapshot): ClassSize[] {
  const classes = new Map<string, ClassSize>()
  for (const { type, name, bytes } of nodesOf(snapshot)) {
    if (type !== 'object') continue
    const known = classes.get(name) ?? { name, count: 0, bytes: 0 }
    classes.set(name, { name, count: known.count + 1, bytes: known.bytes + bytes })
  }
  return [...classes.values()].sort((a, b) => b.bytes - a.bytes || byName(a, b))
}

export function grown(before: HeapSnapshot, after: HeapSnapshot): ClassSize[] {
  const earlier = new Map(classesOf(before).map((size) => [size.name, size]))
  return classesOf(after)
    .map(({ name, count, bytes }) => {
      const was = earlier.get(name) ?? { count: 0, bytes: 0 }
      return { name, count: count - was.count, bytes: bytes - was.bytes }
    })
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || byName(a, b))
}

export function pathTo(snapshot: HeapSnapshot, name: string): string[] | undefined {
  const nodes = nodesOf(snapshot)
  const cameBy = new Map<number, { from: number; edge: string }>()
  const queue = [0]
  // Breadth first: the first path that arrives is a shortest one. The list grows while it is walked.
  for (const at of queue) {
    const node = nodes[at]
    if (node?.type === 'object' && node.name === name) return namesBackFrom(at, cameBy)
    for (const { type, name: edge, to } of node?.edges ?? []) {
      if (type === 'weak' || to === 0 || cameBy.has(to)) continue
      cameBy.set(to, { from: at, edge })
      queue.push(to)
    }
  }
  return undefined
}

function namesBackFrom(end: number, cameBy: Map<number, { from: number; edge: string }>): string[] {
  const names: string[] = []
  for (let step = cameBy.get(end); step; step = cameBy.get(step.from)) names.unshift(step.edge)
  return names
}

/** The flat lists of numbers as nodes that know their edges. */
function nodesOf({ snapshot: { meta }, nodes, edges, strings }: HeapSnapshot): Node[] {
  const node = readerOf(meta.node_fields, meta.node_types)
  const edge = readerOf(meta.edge_fields, meta.edge_types)
  const text = (index: number) => strings[index] ?? ''
  let nextEdge = 0

  const edgeAt = (at: number): Edge => {
    const type = edge.type(edges, at)
    const nameOrIndex = edge.number(edges, at, 'name_or_index')
    const isNumber = type === 'element' || type === 'hidden'
    const to = edge.number(edges, at, 'to_node') / node.size
    return { type, name: isNumber ? String(nameOrIndex) : text(nameOrIndex), to }
  }

  return Array.from({ length: nodes.length / node.size }, (_, index) => {
    const at = index * node.size
    const own = Array.from({ length: node.number(nodes, at, 'edge_count') }, () => edgeAt(nextEdge++ * edge.size))
    const name = text(node.number(nodes, at, 'name'))
    return { type: node.type(nodes, at), name, bytes: node.number(nodes, at, 'self_size'), edges: own }
  })
}

function readerOf(fields: string[], types: (string | string[])[]) {
  const places = new Map(fields.map((field, place) => [field, place]))
  const typeNames = types[places.get('type') ?? 0] ?? []
  const number = (list: number[], at: number, field: string) => list[at + (places.get(field) ?? 0)] ?? 0
  return {
    size: fields.length,
    number,
    type: (list: number[], at: number) => typeNames[number(list, at, 'type')] ?? '',
  }
}

const OF_V8 = new Set(['(root)', '(program)', '(idle)', '(garbage collector)'])

export function hottest(profile: CpuProfile): FunctionTime[] {
  const functions = new Map<string, FunctionTime>()
  const stacks = stacksOf(profile)
  for (const [i, id] of profile.samples.entries()) {
    const ms = microsecondsOf(profile, i) / 1000
    const stack = stacks.get(id) ?? []
    for (const frame of new Set(stack)) {
      const time = functions.get(frame) ?? { ...describe(frame), selfMs: 0, totalMs: 0 }
      time.totalMs += ms
      if (frame === stack[0]) time.selfMs += ms
      functions.set(frame, time)
    }
  }
  return [...functions.values()]
    .filter(({ name, totalMs }) => !OF_V8.has(name) && totalMs > 0)
    .sort((a, b) => b.selfMs - a.selfMs || byName(a, b))
}

/** How long sample number i stands. */
function microsecondsOf({ startTime, endTime, timeDeltas }: CpuProfile, i: number): number {
  const next = timeDeltas[i + 1]
  return next ?? endTime - startTime - timeDeltas.reduce((sum, delta) => sum + delta, 0)
}

/** For each node its functions, the innermost first, each as a text that is the same for the same function. */
function stacksOf({ nodes }: CpuProfile): Map<number, string[]> {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const stacks = new Map<number, string[]>()
  const walk = (id: number, above: string[]): void => {
    const node = byId.get(id)
    if (!node) return
    const { functionName, url, lineNumber, columnNumber } = node.callFrame
    const stack = [JSON.stringify([functionName || '(anonymous)', url, lineNumber + 1, columnNumber]), ...above]
    stacks.set(id, stack)
    for (const child of node.children ?? []) walk(child, stack)
  }
  const called = new Set(nodes.flatMap(({ children = [] }) => children))
  for (const { id } of nodes) if (!called.has(id)) walk(id, [])
  return stacks
}

function describe(frame: string): { name: string; url: string; line: number } {
  const [name, url, line] = JSON.parse(frame) as [string, string, number]
  return { name, url, line }
}

function byName(a: { name: string }, b: { name: string }): number {
  return a.name < b.name ? -1 : Number(a.name > b.name)
}
