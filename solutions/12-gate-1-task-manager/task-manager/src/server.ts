import { buildApp } from './app.ts'
import { readConfig } from './config.ts'
import { connect, disconnect } from './database.ts'
import { shutDownOnSignals } from './shutdown.ts'

const { port, mongodbUri } = readConfig()
await connect(mongodbUri)
const server = buildApp().listen(port, (error) => {
  if (error) throw error
  console.log(`listening on port ${port}`)
})
shutDownOnSignals(server, disconnect)
