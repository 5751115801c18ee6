import { fencingHere } from '../../src/engine/grading/fence.ts'

/** Whether code can be fenced in on this machine. */
export const isFenced = fencingHere().by === 'namespaces'

/** Flags of `course grade`: where nobody can be kept out, it must be said. */
export const FENCED: readonly string[] = isFenced ? [] : ['--unfenced']
