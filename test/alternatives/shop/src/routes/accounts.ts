import { Router } from 'express'
import { logIn, register } from '../accounts.ts'
import { jsonIn, signedIn } from '../request.ts'
import { CREDENTIALS, NEW_ACCOUNT, read } from '../shapes.ts'

export const accounts = Router()

accounts.post('/auth/register', async (request, response) => {
  const { email, password } = read(NEW_ACCOUNT, await jsonIn(request, response))
  response.status(201).json({ data: await register(email, password) })
})

accounts.post('/auth/login', async (request, response) => {
  const { email, password } = read(CREDENTIALS, await jsonIn(request, response))
  response.json({ data: await logIn(email, password) })
})

accounts.get('/me', async (request, response) => {
  response.json({ data: await signedIn(request) })
})
