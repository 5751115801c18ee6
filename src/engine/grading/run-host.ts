import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import type { Readable } from 'node:stream'
import { eachLine } from '../../processes/each-line.ts'
import { killTree } from '../../processes/kill-tree.ts'
import { leash } from '../../processes/leash.ts'
import type { Course, ExerciseRef } from '../course/model.ts'
import type { Grade, GradeLimits } from './graded.ts'
import type { Fenced } from './namespaces.ts'
import { GRADE_FD, type GradeLine, type GradeOrder, inBase64 } from './order.ts'
import type { Taken } from './take.ts'
import { watchTree } from './tree-watch.ts'

export interface HostRequest {
  packageRoot: string
  course: Course
  exercises: ExerciseRef[]
  limits: GradeLimits
  signal: AbortSignal
  onGrade: (grade: Grade) => void
}

/** How the process that judges has ended. */
export interface End {
  /** How many of the exercises have a grade. */
  graded: number
  /** What was under way. */
  during?: ExerciseRef
  /** Which limit was broken. */
  breach?: string
  /** Why it could not judge. */
  unable?: string
  /** On stderr, its last lines. */
  said: string
  /** Since the one under way began. */
  ms: number
}

const SAID_KEPT = 2000

/**
 * Runs the process that judges to its end, within the limits.
 * @throws what `onGrade` threw, or the system when it cannot be started; nothing is left running
 */
export async function runHost(fenced: Fenced, taken: Taken, request: HostRequest): Promise<End> {
  const child = start(fenced)
  const { pid } = child
  if (pid === undefined) throw await new Promise((resolve) => child.once('error', resolve))
  const token = randomBytes(16).toString('hex')
  const heard = new Heard(request, () => killTree(pid))
  const stop = () => killTree(pid)
  request.signal.addEventListener('abort', stop)
  const unwatch = watchTree(pid, request.limits, (what) => heard.end(`it had ${what}`))
  const unleash = process.platform === 'win32' ? () => undefined : leash(pid, process.pid)
  child.stderr?.on('data', (text: Buffer) => heard.hearWords(text))
  eachLine(child.stdio[GRADE_FD] as Readable, (text) => heard.hear(lineOf(text, token)))
  try {
    sendOrder(child, { token, ...request, files: inBase64(taken.files) })
    await ending(child)
    return heard.whole()
  } finally {
    heard.stop()
    unwatch()
    unleash()
    request.signal.removeEventListener('abort', stop)
    stop()
  }
}

/** What a host has said so far, and the time that it has for each exercise. */
class Heard {
  readonly #request: Pick<HostRequest, 'limits' | 'onGrade'>
  readonly #kill: () => void
  readonly #end: End = { graded: 0, said: '', ms: 0 }
  #begunAt = performance.now()
  #timer: NodeJS.Timeout | undefined
  #problem: { error: unknown } | undefined

  constructor(request: Pick<HostRequest, 'limits' | 'onGrade'>, kill: () => void) {
    this.#request = request
    this.#kill = kill
    this.#begin()
  }

  /** Ends the process for a limit that was broken. */
  end(breach: string): void {
    this.#end.breach ??= breach
    this.#kill()
  }

  hear(line: GradeLine | undefined): void {
    if (line?.type === 'begins') {
      this.#end.during = line.exercise
      this.#begin()
    } else if (line?.type === 'grade') {
      this.#end.graded += 1
      this.#tell(line.grade)
    } else if (line) this.#end.unable = line.why
  }

  hearWords(text: Buffer): void {
    this.#end.said = `${this.#end.said}${text.toString('utf8')}`.slice(-SAID_KEPT)
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  whole(): End {
    if (this.#problem) throw this.#problem.error
    return { ...this.#end, ms: Math.round(performance.now() - this.#begunAt) }
  }

  #begin(): void {
    const { minutes } = this.#request.limits
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.end(`it took more than ${minutes} minutes`), minutes * 60_000)
    this.#begunAt = performance.now()
  }

  #tell(grade: Grade): void {
    try {
      this.#request.onGrade(grade)
    } catch (error) {
      this.#problem ??= { error }
      this.#kill()
    }
  }
}

function start({ command, args, cwd, env }: Fenced): ChildProcess {
  return spawn(command, args, {
    cwd,
    env,
    detached: process.platform !== 'win32',
    stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
    windowsHide: true,
  })
}

/** How long what it has said may be under way. What it has left behind may hold its pipes open. */
const LAST_WORDS_MS = 1000

function ending(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('error', () => resolve())
    child.once('close', () => resolve())
    child.once('exit', () => setTimeout(resolve, LAST_WORDS_MS))
  })
}

function sendOrder(child: ChildProcess, { token, packageRoot, course, exercises, files }: GradeOrder): void {
  // It may end before it has read everything, which its end says.
  child.stdin?.on('error', () => undefined)
  child.stdin?.end(JSON.stringify({ token, packageRoot, course, exercises, files }))
}

/** What was written by who knows the token; undefined for anything else. */
function lineOf(text: string, token: string): GradeLine | undefined {
  try {
    const line: GradeLine | null = JSON.parse(text)
    return line?.token === token ? line : undefined
  } catch {
    return undefined
  }
}
