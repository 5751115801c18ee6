import { tellsOfProcesses } from '../../processes/linux.ts'
import type { LocalFencing } from './fence.ts'

const ALWAYS = ['files outside its copy', 'other submissions', 'the network', 'other processes', 'disk space']
/** What a watcher of ours limits where the system tells of processes (tree-watch.ts). */
const UNWATCHED = ['the number of processes', 'the memory of all of them']

/** What judged code had within reach, or had more of than was meant. Empty where all of it was kept from it. */
export function notFencedBy({ by }: LocalFencing): string[] {
  if (by === 'namespaces') return []
  return tellsOfProcesses ? ALWAYS : [...ALWAYS, ...UNWATCHED]
}
