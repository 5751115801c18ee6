/** What Node.js itself records of a program that leaks and burns, in a process of its own, once for all checks. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { CpuProfile, HeapSnapshot } from '../../exercises/17-logging-and-monitoring/find-the-leak.ts'

export interface Recorded {
  before: HeapSnapshot
  after: HeapSnapshot
  profile: CpuProfile
  /** Where the function that burns begins, counted from 1. */
  burnsAt: number
}

const PROGRAM = fileURLToPath(new URL('./programs/leaks-and-burns.mjs', import.meta.url))

let found: Promise<Recorded> | undefined

export function recorded(): Promise<Recorded> {
  found ??= record()
  return found
}

async function record(): Promise<Recorded> {
  const folder = mkdtempSync(join(tmpdir(), 'find-the-leak-'))
  try {
    await promisify(execFile)(process.execPath, [PROGRAM, folder], { env: { PATH: process.env['PATH'] } })
    const read = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8'))
    return {
      before: read('before.heapsnapshot'),
      after: read('after.heapsnapshot'),
      profile: read('cpu.cpuprofile'),
      burnsAt: lineOf('function checksum'),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function lineOf(code: string): number {
  return (
    readFileSync(PROGRAM, 'utf8')
      .split('\n')
      .findIndex((line) => line.startsWith(code)) + 1
  )
}
