import { createServer } from 'node:http'
import { market } from './market-app.ts'

export function buildApp() {
  return createServer(market)
}
