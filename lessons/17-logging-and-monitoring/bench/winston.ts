import winston from 'winston'
import { logFile } from './log-file.ts'
import { ordersApp } from './orders-app.ts'

/** Winston with its json format and a file. */
export function buildApp() {
  const log = winston.createLogger({
    format: winston.format.json(),
    transports: [new winston.transports.File({ filename: logFile() })],
  })
  return ordersApp((fields, message) => log.info(message, fields))
}
