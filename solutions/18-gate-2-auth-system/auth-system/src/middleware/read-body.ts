import express, { type RequestHandler } from 'express'
import { AppError } from '../errors.ts'

/** Takes 100 KiB at most, as it does where nothing else is said. */
const readJson = express.json()

/**
 * Whatever fails in here is about what the client sent. The parser's own message quotes the body, passwords included, so it
 * goes nowhere.
 */
export const readBody: RequestHandler = (request, response, next) => {
  readJson(request, response, (error?: { status?: number }) => {
    if (!error) return next()
    if (error.status === 413) return next(new AppError(413, 'too_large', 'the body is too large'))
    next(new AppError(400, 'bad_request', 'the body cannot be read as JSON'))
  })
}
