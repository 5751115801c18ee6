import pino from 'pino'
import { logFile } from './log-file.ts'
import { ordersApp } from './orders-app.ts'

/** Pino with a buffer of 8 kB: many lines a write, and the last ones are lost when the process is killed. */
export function buildApp() {
  const log = pino(pino.destination({ dest: logFile(), sync: false, minLength: 8192 }))
  return ordersApp((fields, message) => log.info(fields, message))
}
