import { fork } from 'node:child_process'

/** A first sketch: one instance, and nobody in front of it. */
fork('src/server.ts')
