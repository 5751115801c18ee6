import type { RequestHandler } from 'express'
import mongoose from 'mongoose'
import { User } from '../models/user.ts'

/** Kept here until there is a connection. */
const sketches: unknown[] = []

export const create: RequestHandler = (request, response) => {
  const user = new User(request.body)
  sketches.push(user)
  response.json(user)
}

export const list: RequestHandler = (_request, response) => {
  response.json(sketches)
}

export const read: RequestHandler = (request, response) => {
  if (!mongoose.isValidObjectId(request.params['id'])) throw new Error('not an id')
  response.json(sketches[0])
}
