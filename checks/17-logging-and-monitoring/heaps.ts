/** Heap snapshots and profiles for the checks of find-the-leak: drawn by hand, so that every number is known. */
import type { CpuProfile, HeapSnapshot } from '../../exercises/17-logging-and-monitoring/find-the-leak.ts'

export interface DrawnNode {
  name: string
  /** Default object. */
  type?: string
  bytes?: number
  /** Edge type, name, name of the node it leads to. */
  edges?: [string, string | number, string][]
}

/** The layouts that V8 has had, and one that it might have. */
export const LAYOUTS = {
  node20: ['type', 'name', 'id', 'self_size', 'edge_count', 'trace_node_id', 'detachedness'],
  shorter: ['type', 'name', 'id', 'self_size', 'edge_count'],
  shuffled: ['detachedness', 'edge_count', 'id', 'self_size', 'name', 'extra', 'type', 'trace_node_id'],
}

const NODE_TYPES = ['hidden', 'array', 'string', 'object', 'code', 'closure', 'synthetic', 'native']
const EDGE_TYPES = ['context', 'element', 'property', 'internal', 'hidden', 'shortcut', 'weak']

/** A snapshot with these nodes; edges lead to nodes by their names, the first of each name. */
export function draw(drawn: DrawnNode[], nodeFields: string[] = LAYOUTS.node20): HeapSnapshot {
  const shuffled = nodeFields === LAYOUTS.shuffled
  const edgeFields = shuffled ? ['to_node', 'type', 'name_or_index'] : ['type', 'name_or_index', 'to_node']
  const nodeTypes = shuffled ? [...NODE_TYPES].reverse() : NODE_TYPES
  const strings = ['<dummy>']
  const text = (value: string) => {
    const known = strings.indexOf(value)
    return known >= 0 ? known : strings.push(value) - 1
  }
  const nodes = drawn.flatMap(({ name, type = 'object', bytes = 0, edges = [] }, i) =>
    nodeFields.map((field) => {
      if (field === 'type') return nodeTypes.indexOf(type)
      if (field === 'name') return text(name)
      if (field === 'self_size') return bytes
      if (field === 'edge_count') return edges.length
      return field === 'id' ? 2 * i + 1 : 0
    }),
  )
  const edges = drawn.flatMap(({ edges = [] }) =>
    edges.flatMap(([type, name, to]) =>
      edgeFields.map((field) => {
        if (field === 'type') return EDGE_TYPES.indexOf(type)
        if (field === 'to_node') return drawn.findIndex((node) => node.name === to) * nodeFields.length
        return typeof name === 'number' ? name : text(name)
      }),
    ),
  )
  const meta = {
    node_fields: nodeFields,
    node_types: nodeFields.map((field) => (field === 'type' ? nodeTypes : field === 'name' ? 'string' : 'number')),
    edge_fields: edgeFields,
    edge_types: edgeFields.map((field) =>
      field === 'type' ? EDGE_TYPES : field === 'to_node' ? 'node' : 'string_or_number',
    ),
  }
  return { snapshot: { meta }, nodes, edges, strings }
}

export interface DrawnCall {
  name: string
  url?: string
  line?: number
  column?: number
  calls?: DrawnCall[]
  /** How it is called in `samples`; default its name. */
  as?: string
}

/** A profile with this tree of calls. `samples`: what ran, and for how many milliseconds. */
export function profileOf(root: DrawnCall, samples: [as: string, ms: number][]): CpuProfile {
  const nodes: CpuProfile['nodes'] = []
  const ids = new Map<string, number>()
  const add = ({ name, line = 1, column = 0, calls = [], as = name, ...drawn }: DrawnCall): number => {
    // V8's own entries have no url.
    const url = drawn.url ?? (/^\((?!anonymous)/.test(name) ? '' : 'file:///srv/app.js')
    const id = 100 - nodes.length
    ids.set(as, id)
    const children: number[] = []
    const callFrame = { functionName: name, url, lineNumber: line - 1, columnNumber: column }
    nodes.push({ id, callFrame, ...(calls.length > 0 && { children }) })
    children.push(...calls.map(add))
    return id
  }
  add(root)
  const startTime = 5_000_000
  const before = 3000
  return {
    nodes,
    startTime,
    endTime: startTime + before + 1000 * samples.reduce((sum, [, ms]) => sum + ms, 0),
    samples: samples.map(([as]) => ids.get(as) ?? 0),
    // The first says when the first sample was taken, and each of the others how long the one before it lasted.
    timeDeltas: [before, ...samples.slice(0, -1).map(([, ms]) => 1000 * ms)],
  }
}
