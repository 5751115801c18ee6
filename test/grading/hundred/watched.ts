/** Runs the command line and looks at the memory of its process while it works. */
import { spawn } from 'node:child_process'
import { residentMb } from '../../../src/processes/linux.ts'
import { courseEnv, linkedCourse, type RunOptions } from '../../fixtures/cli.ts'
import { hear } from '../../fixtures/heard.ts'

export interface Watched {
  code: number | null
  stdout: string
  stderr: string
  /** MB at equal intervals. */
  memory: number[]
}

const EVERY_MS = 250

export function runWatched(args: string[], env: RunOptions['env']): Promise<Watched> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [linkedCourse(), ...args], {
      env: courseEnv(env),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const heard = hear(child)
    const memory: number[] = []
    const timer = setInterval(() => {
      const mb = child.pid === undefined ? undefined : residentMb(child.pid)
      if (mb !== undefined) memory.push(mb)
    }, EVERY_MS)
    child.once('error', reject)
    child.once('close', (code) => {
      clearInterval(timer)
      resolve({ code, ...heard, memory })
    })
  })
}

/** The middle of what was seen between two parts of the time, from 0 to 1. */
export function medianBetween(memory: readonly number[], from: number, to: number): number {
  const part = memory.slice(Math.floor(memory.length * from), Math.ceil(memory.length * to)).sort((a, b) => a - b)
  return part[part.length >> 1] ?? Number.NaN
}
