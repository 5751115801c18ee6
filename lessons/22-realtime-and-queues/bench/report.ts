import { pbkdf2Sync } from 'node:crypto'

/** As many rounds as take this machine the time of a report. */
const ROUNDS = Number(process.env['REPORT_ROUNDS'] ?? 100_000)

/** Takes the thread for tens of milliseconds, as a PDF or a large table does. */
export function makeReport(rounds = ROUNDS): string {
  return pbkdf2Sync('report', 'salt', rounds, 32, 'sha256').toString('hex')
}
