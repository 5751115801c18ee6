import express, { type Express } from 'express'
import { fixedWindow, type KeyOf, type Refusal, rateLimit } from '../../../exercises/16-security-stack/rate-limiter.ts'
import { clockAt } from './traffic.ts'

export const FORWARDED = 'x-forwarded-for'

/** An app with one limited route, which allows two requests a key in the same hour. */
export function appWith(key: KeyOf, configure: (app: Express) => void = () => undefined) {
  const clock = clockAt(3_600_000)
  const refusals: Refusal[] = []
  const reached: string[] = []
  const app = express()
  configure(app)
  app.use(express.json())
  app.use((request, response, next) => {
    const id = request.get('x-user')
    if (id) response.locals['user'] = { id }
    const number = request.get('x-user-number')
    if (number) response.locals['user'] = { id: Number(number) }
    next()
  })
  const limiter = fixedWindow({ limit: 2, windowMs: 3_600_000, now: clock.now })
  const limit = rateLimit({ name: 'reports', limiter, key, log: (refusal) => refusals.push(refusal) })
  app.use('/api', limit, (request, response) => {
    reached.push(request.originalUrl)
    response.json({ data: 'here you are' })
  })
  return { app, clock, refusals, reached }
}
