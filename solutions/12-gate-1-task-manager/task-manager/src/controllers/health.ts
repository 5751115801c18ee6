import type { RequestHandler } from 'express'
import { ping } from '../database.ts'

/** Ready means: an answer that needs the database would come. */
export const health: RequestHandler = async (_request, response) => {
  await ping()
  response.json({ status: 'ok' })
}
