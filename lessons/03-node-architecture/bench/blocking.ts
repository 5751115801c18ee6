import { buildReport } from '../../../exercises/03-node-architecture/unblock-the-server.ts'
import { reportApp } from './report-app.ts'

/** Computes the report where it is asked for: on the one thread that also answers everybody else. */
export function buildApp() {
  return reportApp(buildReport)
}
