import { buildApp } from './app.ts'
import { readConfig } from './config.ts'
import { connect, disconnect } from './database.ts'
import { shutDownOnSigterm } from './shutdown.ts'

const { port, mongodbUri } = readConfig()
await connect(mongodbUri)
const server = buildApp().listen(port)
shutDownOnSigterm(server, disconnect)
