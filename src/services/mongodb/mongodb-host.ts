/** A process of its own: the emulator. Says its port on stderr, and ends when it is told to or whoever holds it is gone. */
import { startEmulator } from './emulator/server.ts'

const { port } = await startEmulator()
process.stderr.write(`port ${port}\n`)
