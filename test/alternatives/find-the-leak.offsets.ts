/** The lists of numbers are read where they are, level by level, and the tree of calls is walked without recursion. */
import type {
  ClassSize,
  CpuProfile,
  FunctionTime,
  HeapSnapshot,
} from '../../exercises/17-logging-and-monitoring/find-the-leak.ts'

interface Edge {
  type: string
  name: string
  to: number
}

/** Reads the long lists once, so that the rest works with words. */
class Heap {
  #snapshot: HeapSnapshot
  #fields: string[]
  #firstEdge: number[] = []

  constructor(snapshot: HeapSnapshot) {
    this.#snapshot = snapshot
    this.#fields = snapshot.snapshot.meta.node_fields
    let edge = 0
    for (let node = 0; node < snapshot.nodes.length; node += this.#fields.length) {
      this.#firstEdge.push(edge)
      edge += this.#number(node, 'edge_count')
    }
  }

  #number(node: number, field: string): number {
    return this.#snapshot.nodes[node + this.#fields.indexOf(field)] ?? 0
  }

  *nodes(): Generator<number> {
    for (let node = 0; node < this.#snapshot.nodes.length; node += this.#fields.length) yield node
  }

  isObject(node: number): boolean {
    const names = this.#snapshot.snapshot.meta.node_types[this.#fields.indexOf('type')] as string[]
    return names[this.#number(node, 'type')] === 'object'
  }

  name(node: number): string {
    return this.#snapshot.strings[this.#number(node, 'name')] ?? ''
  }

  size(node: number): number {
    return this.#number(node, 'self_size')
  }

  *edges(node: number): Generator<Edge> {
    const { edge_fields: fields, edge_types: types } = this.#snapshot.snapshot.meta
    const first = this.#firstEdge[node / this.#fields.length] ?? 0
    for (let i = first; i < first + this.#number(node, 'edge_count'); i++) {
      const read = (field: string) => this.#snapshot.edges[i * fields.length + fields.indexOf(field)] ?? 0
      const type = (types[fields.indexOf('type')] as string[])[read('type')] ?? ''
      const label = read('name_or_index')
      const name = ['element', 'hidden'].includes(type) ? `${label}` : (this.#snapshot.strings[label] ?? '')
      yield { type, name, to: read('to_node') }
    }
  }
}

function sorted<T extends { name: string }>(list: T[], size: (item: T) => number): T[] {
  return list.sort((a, b) => {
    if (size(a) !== size(b)) return size(b) - size(a)
    return a.name === b.name ? 0 : a.name < b.name ? -1 : 1
  })
}

export function classesOf(snapshot: HeapSnapshot): ClassSize[] {
  const heap = new Heap(snapshot)
  const counts = new Map<string, number>()
  const bytes = new Map<string, number>()
  for (const node of heap.nodes()) {
    if (!heap.isObject(node)) continue
    const name = heap.name(node)
    counts.set(name, (counts.get(name) ?? 0) + 1)
    bytes.set(name, (bytes.get(name) ?? 0) + heap.size(node))
  }
  const list = Array.from(counts, ([name, count]) => ({ name, count, bytes: bytes.get(name) ?? 0 }))
  return sorted(list, (size) => size.bytes)
}

export function grown(before: HeapSnapshot, after: HeapSnapshot): ClassSize[] {
  const old = new Map(classesOf(before).map((size) => [size.name, size]))
  const list = classesOf(after).map(({ name, count, bytes }) => ({
    name,
    count: count - (old.get(name)?.count ?? 0),
    bytes: bytes - (old.get(name)?.bytes ?? 0),
  }))
  return sorted(
    list.filter((size) => size.count > 0),
    (size) => size.count,
  )
}

interface Entry {
  own: boolean
  us: { self: number; total: number }
  frame: CpuProfile['nodes'][number]['callFrame']
}

interface Chain {
  edge: string
  before: Chain | undefined
}

export function pathTo(snapshot: HeapSnapshot, name: string): string[] | undefined {
  const heap = new Heap(snapshot)
  const seen = new Set([0])
  let level: [number, Chain | undefined][] = [[0, undefined]]
  while (level.length > 0) {
    const next: typeof level = []
    for (const [node, chain] of level) {
      if (heap.isObject(node) && heap.name(node) === name) {
        const path: string[] = []
        for (let link = chain; link; link = link.before) path.push(link.edge)
        return path.reverse()
      }
      for (const edge of heap.edges(node)) {
        if (edge.type === 'weak' || seen.has(edge.to)) continue
        seen.add(edge.to)
        next.push([edge.to, { edge: edge.name, before: chain }])
      }
    }
    level = next
  }
  return undefined
}

export function hottest(profile: CpuProfile): FunctionTime[] {
  const { nodes, samples, timeDeltas, startTime, endTime } = profile
  const times: number[] = []
  let clock = startTime
  for (const delta of timeDeltas.slice(0, samples.length)) {
    clock += delta
    times.push(clock)
  }
  times.push(endTime)

  const selfOf = new Map(nodes.map((node) => [node.id, 0]))
  for (const [i, id] of samples.entries()) {
    selfOf.set(id, (selfOf.get(id) ?? 0) + (times[i + 1] ?? 0) - (times[i] ?? 0))
  }

  const entries = new Map<string, Entry>()
  const nodeOf = new Map(nodes.map((node) => [node.id, node]))
  const isChild = new Set(nodes.flatMap((node) => node.children ?? []))

  // down the tree, with the functions that are on the stack already
  const work = nodes.filter((node) => !isChild.has(node.id)).map((node) => ({ node, stack: [] as Entry[] }))
  for (let job = work.pop(); job; job = work.pop()) {
    const { node, stack } = job
    const { functionName, url, lineNumber, columnNumber } = node.callFrame
    const key = [functionName, url, lineNumber, columnNumber].join('\0')
    const own = url === '' && ['(root)', '(program)', '(idle)', '(garbage collector)'].includes(functionName)
    const entry = entries.get(key) ?? { own, us: { self: 0, total: 0 }, frame: node.callFrame }
    entries.set(key, entry)
    const now = stack.includes(entry) ? stack : [...stack, entry]
    const self = selfOf.get(node.id) ?? 0
    entry.us.self += self
    for (const on of now) on.us.total += self
    for (const id of node.children ?? []) {
      const child = nodeOf.get(id)
      if (child) work.push({ node: child, stack: now })
    }
  }
  const list = [...entries.values()]
    .filter(({ own, us }) => !own && (us.total !== 0 || us.self !== 0))
    .map(({ us, frame }) => ({
      name: frame.functionName === '' ? '(anonymous)' : frame.functionName,
      url: frame.url,
      line: frame.lineNumber + 1,
      selfMs: us.self / 1000,
      totalMs: us.total / 1000,
    }))
  return sorted(list, (time) => time.selfMs)
}
