import cluster from 'node:cluster'
import { fileURLToPath } from 'node:url'

// The contract is in README.md. This much works while all is well.
const exec = process.env['WORKER'] ?? fileURLToPath(new URL('./worker.ts', import.meta.url))

cluster.setupPrimary({ exec })
cluster.fork()
