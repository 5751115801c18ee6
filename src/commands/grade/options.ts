import { availableParallelism } from 'node:os'
import { fencingHere, type LocalFencing } from '../../engine/grading/fence.ts'
import { DEFAULT_LIMITS, type GradeLimits } from '../../engine/grading/graded.ts'
import { Problem } from '../../problem.ts'

export interface GradeOptions {
  json?: boolean
  csv?: boolean
  junit?: boolean
  only?: string[]
  resume?: string
  queue?: string
  workers?: string
  processes?: string
  memory?: string
  disk?: string
  minutes?: string
  unfenced?: boolean
}

/** @throws Problem where code of others would have this machine open to it, and nobody said that it may */
export function fencingFor({ unfenced = false }: GradeOptions): LocalFencing {
  if (unfenced) return { by: 'nothing', why: '--unfenced' }
  const fencing = fencingHere()
  if (fencing.by !== 'nothing') return fencing
  throw new Problem(
    `Other people's code cannot be fenced in here: ${fencing.why}.`,
    'Grade on Linux where unshare(1) works for you, or in a container or virtual machine that holds nothing else: there, --unfenced judges all the same.',
  )
}

/** @throws Problem for what is no number */
export function limitsOf({ processes, memory, disk, minutes }: GradeOptions): GradeLimits {
  return {
    processes: wholeNumber('--processes', processes, DEFAULT_LIMITS.processes),
    memoryMb: wholeNumber('--memory', memory, DEFAULT_LIMITS.memoryMb),
    diskMb: wholeNumber('--disk', disk, DEFAULT_LIMITS.diskMb),
    minutes: wholeNumber('--minutes', minutes, DEFAULT_LIMITS.minutes, MOST_MINUTES),
  }
}

/** Half of what a verdict takes is waiting. More than two for each core were no faster. */
const FOR_EACH_CORE = 2

export function workersOf({ workers }: GradeOptions): number {
  return wholeNumber('--workers', workers, availableParallelism() * FOR_EACH_CORE)
}

const LARGEST = 1_000_000
/** A day. */
const MOST_MINUTES = 1440

function wholeNumber(flag: string, text: string | undefined, usual: number, largest = LARGEST): number {
  if (text === undefined) return usual
  const number = Number(text)
  if (/^\d+$/.test(text) && number >= 1 && number <= largest) return number
  throw usage(`${flag} ${text} is not a whole number from 1 to ${largest}.`, `Leave it out for ${usual}.`)
}

/** @throws Problem for flags that mean nothing there */
export function refuse(options: GradeOptions, names: readonly (keyof GradeOptions)[], where: string): void {
  const [name] = names.filter((each) => options[each] !== undefined)
  if (name !== undefined) throw usage(`--${name} means nothing ${where}.`, 'Leave it out.')
}

export function usage(message: string, hint: string): Problem {
  return new Problem(message, hint, { code: 'usage' })
}
