/* mistake
wrong: The filters of the list go from the query to the database as they come. With the extended query parser, status[$ne]=todo arrives there as an operator.
why: TypeScript says that the query is a TaskFilter, since the handler says so, and the parser with brackets was the default for years. A type checks nothing at run time.
fails:
  - filters by status, priority and due day, alone and together
  - names every wrong field at once
  - answers garbage of every kind with a 4xx, and stays as it was
score: 93
*/
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
  app.set('query parser', 'extended')
  app.use(readBody)
  app.get('/health', health)
  app.use('/api/v1/users', users)
  app.use('/api/v1/tasks', tasks)
  app.use(notFound)
  app.use(sendErrors)
  return app
}
