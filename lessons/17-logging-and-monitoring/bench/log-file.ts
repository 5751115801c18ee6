import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A file for the lines of one server, which goes away with it. */
export function logFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'course-logs-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'app.log')
}
