import express, { type Express } from 'express'
import { login, me, register } from './accounts.ts'

/** Written on a train, before the database was there. */
export function createApp(): Express {
  const app = express()
  app.use(express.json())
  app.get('/health', (_request, response) => {
    response.json({ status: 'ok' })
  })
  app.post('/api/v1/auth/register', register)
  app.post('/api/v1/auth/login', login)
  app.get('/api/v1/me', me)
  return app
}
