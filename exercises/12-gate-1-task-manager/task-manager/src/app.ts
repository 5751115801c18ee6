import express from 'express'
import { sendErrors } from './middleware/errors.ts'
import { users } from './routes/users.ts'

export const app = express()

app.use(express.json())
app.get('/health', (_request, response) => {
  response.json({ status: 'ok' })
})
app.use('/api/v1/users', users)
app.use(sendErrors)

app.listen(Number(process.env['PORT'] ?? 3000))
