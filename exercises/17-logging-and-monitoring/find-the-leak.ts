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

/**
 * Four readers for the two files that tell where memory and time went. Lists are sorted as said, and by name where that
 * leaves a tie.
 *
 * 1. `classesOf` counts the nodes of type `object`, by name, the largest `bytes` first. Other types do not count. Fields are
 *    found by their names in `meta`, because their number and order differ between versions of V8.
 * 2. `grown` compares two snapshots of one program: the classes of which there are more objects in `after`, with the
 *    differences of count and bytes, the largest difference of count first. A class that is new counts in full. One that is
 *    gone, shrank or stayed is not in the list.
 *
 * @example
 * grown(before, after) // [{ name: 'Visit', count: 5000, bytes: 120000 }, …]
 */
export function classesOf(_snapshot: HeapSnapshot): ClassSize[] {
  return []
}

export function grown(_before: HeapSnapshot, _after: HeapSnapshot): ClassSize[] {
  return []
}

/**
 * 3. `pathTo` says why an object cannot be collected: the names of the edges on a shortest path from the root (the first node)
 *    to any node of type `object` with that name, as text, in order. Edges of type `weak` keep nothing alive and are not followed. Without such a
 *    path it is undefined.
 *
 * @example
 * pathTo(after, 'Visit') // ['1', 'global', 'visits', 'table', '7']
 */
export function pathTo(_snapshot: HeapSnapshot, _name: string): string[] | undefined {
  return undefined
}

/**
 * 4. `hottest` sums up a profile by function, the largest `selfMs` first. A sample stands for the time until the next one, and
 *    the last for the time until `endTime`. Nodes with the same name, url, line and column are one function, wherever they stand
 *    in the tree. A function that calls itself, directly or through others, counts once in its `totalMs`. A function without a
 *    name is `(anonymous)`. Left out are four entries that are no functions, `(root)`, `(program)`, `(idle)` and
 *    `(garbage collector)`, and functions with no time at all. Functions inside Node such as `stat` have an empty url, and stay.
 *
 * @example
 * hottest(profile) // [{ name: 'checksum', url: 'file:///srv/app.js', line: 12, selfMs: 812.4, totalMs: 812.4 }, …]
 */
export function hottest(_profile: CpuProfile): FunctionTime[] {
  return []
}
