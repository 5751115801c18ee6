import type { RequestHandler } from 'express'
import jwt from 'jsonwebtoken'

/** Kept here until there is a database. */
const accounts: Record<string, unknown>[] = []

export const register: RequestHandler = (request, response) => {
  const account = { id: String(accounts.length + 1), role: 'retailer', ...request.body }
  accounts.push(account)
  console.log('registered', account)
  response.json(account)
}

export const login: RequestHandler = (request, response) => {
  const { email, password } = request.body ?? {}
  const account = accounts.find((each) => each['email'] === email)
  if (!account) return void response.status(404).json({ message: 'there is no such account' })
  if (account['password'] !== password) return void response.status(401).json({ message: 'wrong password' })
  response.json({ token: jwt.sign(account, 'secret') })
}

export const me: RequestHandler = (request, response) => {
  const token = request.get('authorization')?.replace('Bearer ', '') ?? ''
  response.json(jwt.decode(token))
}
