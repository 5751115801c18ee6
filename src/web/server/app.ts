import express, { type Express } from 'express'
import type { Desk } from './desk.ts'
import { type BuiltPage, serveAssets, serveDocument } from './document.ts'
import { fromOurselves, protect } from './guard.ts'
import { answerErrors, noSuchThing } from './refusal.ts'
import { benchRoutes } from './routes/bench.ts'
import { dayRoutes } from './routes/day.ts'
import { demoRoutes } from './routes/demo.ts'
import { exerciseRoutes } from './routes/exercise.ts'
import { filesRoutes } from './routes/files.ts'
import { homeRoutes } from './routes/home.ts'
import { liveRoutes } from './routes/live.ts'
import { progressRoutes } from './routes/progress.ts'
import { quizRoutes } from './routes/quiz.ts'
import { reportRoutes } from './routes/report.ts'
import { reviewRoutes } from './routes/review.ts'
import { searchRoutes } from './routes/search.ts'
import { shareRoutes } from './routes/share.ts'
import { traceRoutes } from './routes/trace.ts'
import { checkCookie, type Session, takeToken } from './session.ts'

/** Everything that may be asked over HTTP. What is not let through by the first lines is asked nothing else. */
export function buildApp(desk: Desk, page: BuiltPage, session: Session, port: number): Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.use(protect)
  app.use(fromOurselves(port))
  app.use(takeToken(session, port))
  app.use(checkCookie(session, port))
  app.use(serveAssets(page))
  // Before the others: a file may be larger than what else is asked.
  app.use('/api', filesRoutes(desk))
  app.use(express.json({ limit: '300kb' }))
  const routes = [
    ...[homeRoutes, dayRoutes, demoRoutes, benchRoutes, exerciseRoutes, quizRoutes, reviewRoutes],
    ...[progressRoutes, reportRoutes, shareRoutes, searchRoutes, traceRoutes, liveRoutes],
  ]
  for (const routesOf of routes) app.use('/api', routesOf(desk))
  app.use(serveDocument(page))
  app.use(noSuchThing)
  app.use(answerErrors(desk.world))
  return app
}
