import pino from 'pino'
import { logFile } from './log-file.ts'
import { ordersApp } from './orders-app.ts'

/** Pino as it comes: JSON, one synchronous write a line. */
export function buildApp() {
  const log = pino(pino.destination({ dest: logFile(), sync: true }))
  return ordersApp((fields, message) => log.info(fields, message))
}
