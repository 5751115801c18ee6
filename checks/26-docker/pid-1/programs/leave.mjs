// Leaves a process behind that holds its streams, and ends with 3.
import { spawn } from 'node:child_process'

const left = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 20000)'], { stdio: 'inherit', detached: true })
console.log(`left ${left.pid}`)
left.unref()
process.exitCode = 3
