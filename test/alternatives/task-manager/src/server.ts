import { buildApp } from './app.ts'
import { port } from './config.ts'
import { close, open } from './models/database.ts'

await open()
const server = buildApp().listen(port)

process.once('SIGTERM', () => {
  server.close(() => void close())
  setInterval(() => server.closeIdleConnections(), 10).unref()
})
