import { spawn } from 'node:child_process'
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

/** `course web` for a workbook. */
export async function servePage(root: string, workbook: string): Promise<Served> {
  const args = [join(root, 'bin', 'course.cjs'), 'web', '--no-open', '--workbook', workbook]
  const child = spawn(process.execPath, args, { cwd: workbook, stdio: ['ignore', 'pipe', 'inherit'] })
  const address = await new Promise<string>((resolve) => createInterface({ input: child.stdout }).once('line', resolve))
  return { address, stop: () => child.kill('SIGTERM') }
}
