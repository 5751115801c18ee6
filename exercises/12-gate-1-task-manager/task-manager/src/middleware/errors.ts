import type { ErrorRequestHandler } from 'express'

export const sendErrors: ErrorRequestHandler = (error, _request, response, _next) => {
  response.status(500).json({ message: error.message })
}
