import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import type { Readable } from 'node:stream'
import { eachLine } from '../../processes/each-line.ts'
import { killTree } from '../../processes/kill-tree.ts'
import { leash } from '../../processes/leash.ts'
import type { ExerciseRef } from '../course/model.ts'
import { type FenceRequest, fenceIn, type LocalFencing } from './fence.ts'
import type { Grade } from './graded.ts'
import type { Fenced } from './namespaces.ts'
import { GRADE_FD, type GradeLine, type GradeOrder, inBase64 } from './order.ts'
import type { Taken } from './take.ts'
import { watchTree } from './tree-watch.ts'

export interface JudgeSubmission extends FenceRequest {
  fencing: LocalFencing
  exercises: readonly ExerciseRef[]
  signal: AbortSignal
  /** Told of each grade when there is one. */
  onGrade: (grade: Grade) => void
}

/**
 * Judges a submission from scratch, exercise by exercise. One that breaks a limit is ended with all that it had started,
 * and the others are judged without it.
 * @throws Error when the process that judges cannot begin, AbortError when the signal is aborted; nothing is left running
 */
export async function judgeSubmission(taken: Taken, request: JudgeSubmission): Promise<void> {
  let left = [...request.exercises]
  while (left.length > 0) {
    const end = await judgeInOneGo(taken, left, request)
    request.signal.throwIfAborted()
    left = left.slice(end.graded)
    if (left.length === 0) return
    const [exercise] = left
    if (exercise === undefined || end.unable !== undefined || end.during !== exercise) {
      throw new Error(end.unable ?? (end.said || 'The process that judges ended.'))
    }
    request.onGrade({ exercise, status: 'stopped', why: end.breach ?? 'it ended the process that judges', ms: end.ms })
    left.shift()
  }
}

interface End {
  /** How many of the exercises have a grade. */
  graded: number
  /** What was under way. */
  during?: ExerciseRef
  breach?: string
  /** Why it could not judge. */
  unable?: string
  /** On stderr, its last lines. */
  said: string
  /** Since the one under way began. */
  ms: number
}

const SAID_KEPT = 2000

async function judgeInOneGo(taken: Taken, exercises: ExerciseRef[], request: JudgeSubmission): Promise<End> {
  const fenced = fenceIn(request.fencing, request)
  const child = start(fenced)
  const end: End = { graded: 0, said: '', ms: 0 }
  const token = randomBytes(16).toString('hex')
  let begunAt = performance.now()
  const kill = (breach?: string) => {
    if (breach !== undefined) end.breach ??= breach
    if (child.pid !== undefined) killTree(child.pid)
  }
  const stop = () => kill()
  const tooLong = () => kill(`it took more than ${request.limits.minutes} minutes`)
  let timer = setTimeout(tooLong, request.limits.minutes * 60_000)
  request.signal.addEventListener('abort', stop)
  const unwatch =
    child.pid === undefined ? stop : watchTree(child.pid, request.limits, (what) => kill(`it had ${what}`))
  const unleash = child.pid === undefined || process.platform === 'win32' ? stop : leash(child.pid, process.pid)
  child.stderr?.on('data', (text: Buffer) => {
    end.said = `${end.said}${text.toString('utf8')}`.slice(-SAID_KEPT)
  })
  eachLine(child.stdio[GRADE_FD] as Readable, (text) => {
    const line = lineOf(text, token)
    if (line?.type === 'begins') {
      clearTimeout(timer)
      timer = setTimeout(tooLong, request.limits.minutes * 60_000)
      begunAt = performance.now()
      end.during = line.exercise
    } else if (line?.type === 'grade') {
      end.graded += 1
      request.onGrade(line.grade)
    } else if (line) end.unable = line.why
  })
  try {
    const ended = ending(child)
    sendOrder(child, { token, ...request, exercises, files: inBase64(taken.files) })
    await ended
    end.ms = Math.round(performance.now() - begunAt)
    return end
  } finally {
    clearTimeout(timer)
    unwatch()
    unleash()
    request.signal.removeEventListener('abort', stop)
    stop()
    fenced.remove()
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
  return new Promise((resolve, reject) => {
    child.once('error', reject)
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
