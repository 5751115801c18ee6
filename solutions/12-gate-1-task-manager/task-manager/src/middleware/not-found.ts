import type { RequestHandler } from 'express'
import { NotFoundError } from '../errors.ts'

export const notFound: RequestHandler = () => {
  throw new NotFoundError()
}
