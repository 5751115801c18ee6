import { spawn } from 'node:child_process'

// The contract is in README.md. This much works while all is well.
const [command = 'true', ...args] = process.argv.slice(2)

spawn([command, ...args].join(' '), { shell: true })
