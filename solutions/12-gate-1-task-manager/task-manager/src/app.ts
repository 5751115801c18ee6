import express, { type Express } from 'express'
import { health } from './controllers/health.ts'
import { notFound } from './middleware/not-found.ts'
import { readBody } from './middleware/read-body.ts'
import { sendErrors } from './middleware/send-errors.ts'
import { tasks } from './routes/tasks.ts'
import { users } from './routes/users.ts'

/** The whole API, not listening: whoever starts it decides where. */
export function buildApp(): Express {
  const app = express()
  app.disable('x-powered-by')
  app.use(readBody)
  app.get('/health', health)
  app.use('/api/v1/users', users)
  app.use('/api/v1/tasks', tasks)
  app.use(notFound)
  app.use(sendErrors)
  return app
}
