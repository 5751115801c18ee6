import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { timeLimit } from 'backend-workbook/check'
import type { Step } from '../../exercises/02-the-event-loop/mini-event-loop.ts'

const runner = fileURLToPath(new URL('./run-programs.mjs', import.meta.url))

/** Runs programs in Node itself, all in one process of their own. Gives what each printed; null where the machine stalled. */
export async function runInNode(programs: Step[][]): Promise<(string[] | null)[]> {
  const printed = await new Promise<string>((resolve, reject) => {
    const child = execFile(
      process.execPath,
      [runner],
      { signal: timeLimit(1900), maxBuffer: 8_000_000 },
      (error, stdout) => (error ? reject(error) : resolve(stdout)),
    )
    child.stdin?.end(JSON.stringify(programs))
  })
  return JSON.parse(printed)
}
