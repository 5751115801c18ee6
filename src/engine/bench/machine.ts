import { availableParallelism } from 'node:os'

/** What figures were measured on. */
export interface Machine {
  node: string
  cores: number
  platform: string
}

export function machineHere(): Machine {
  return { node: process.version, cores: availableParallelism(), platform: process.platform }
}
