import express, { type Express } from 'express'

/**
 * A login and a route that has nothing to do with it. The variants differ only in how they compare a password.
 *
 * @param isRight tells whether the password fits, at once or later
 */
export function loginApp(isRight: (password: string) => boolean | Promise<boolean>): Express {
  const app = express()
  app.use(express.json({ type: '*/*' }))

  app.get('/ping', (_request, response) => {
    response.json({ status: 'ok' })
  })

  app.post('/login', async (request, response) => {
    response.status((await isRight(request.body.password)) ? 200 : 401).json({})
  })

  return app
}
