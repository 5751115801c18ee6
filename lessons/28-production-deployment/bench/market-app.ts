import type { RequestListener } from 'node:http'

const ROUNDS = Number(process.env['REPORT_ROUNDS'] ?? 1000)

/** Work for one core: a number that nobody needs. */
export function report(rounds: number): number {
  let sum = 0
  for (let i = 0; i < rounds * 1000; i++) sum = (sum * 31 + i) % 1_000_003
  return sum
}

/** A report that takes the thread, a route that takes nothing, and the one whose wait is measured. */
export const market: RequestListener = (request, response) => {
  const body = request.url === '/report' ? { report: report(ROUNDS) } : { status: 'ok' }
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify(body))
}
