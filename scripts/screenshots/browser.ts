import { spawn } from 'node:child_process'
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type Browser, chromium } from 'playwright-core'
import { findProgram } from '../../src/services/find-program.ts'

export function openBrowser(): Promise<Browser> {
  const executablePath = ['chromium', 'chromium-browser', 'google-chrome']
    .map((name) => findProgram(name, process.env))
    .find((path) => path !== undefined)
  if (executablePath === undefined) throw new Error('There is no Chromium on the PATH.')
  return chromium.launch({ executablePath })
}

export interface Served {
  /** With its token, which works once. */
  address: string
  stop: () => void
}

/** `course web` as somebody has it who has linked `course`. */
export async function servePage(root: string, folder: string): Promise<Served> {
  const course = join(folder, 'course')
  symlinkSync(join(root, 'bin', 'course.cjs'), course)
  const child = spawn(process.execPath, [course, 'web', '--no-open'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const address = await new Promise<string>((resolve) => createInterface({ input: child.stdout }).once('line', resolve))
  return { address, stop: () => child.kill('SIGTERM') }
}
