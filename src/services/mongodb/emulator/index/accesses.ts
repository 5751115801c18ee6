/** How often queries were served by an index, since it was made. */
export interface Accesses {
  ops: number
  since: Date
}

export function noAccesses(): Accesses {
  return { ops: 0, since: new Date() }
}
