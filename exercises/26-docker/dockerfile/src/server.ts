import express from 'express'
import { orders } from './orders.ts'

const app = express()

app.get('/health', (_request, response) => {
  response.json({ status: 'ok' })
})
app.get('/orders', (_request, response) => {
  response.json({ data: orders })
})

const server = app.listen(3000)

process.once('SIGTERM', () => {
  server.close()
})
