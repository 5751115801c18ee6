import { createServer } from 'node:http'
import { market } from './market-app.ts'

// As a worker of a cluster it shares this port with the others; as a process of its own it tells its parent which one it got.
const server = createServer(market)
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => process.send?.({ address: server.address() }))
