/** Answers that are right, and do harm on the side: aimed at folders, ports and processes of the test alone. */
import { join } from 'node:path'
import type { ExerciseRef } from '../../../src/engine/course/model.ts'
import type { Answer } from './answers.ts'

export interface Targets {
  /** Where the class is handed in: it is not there while an answer is judged by itself, as on a learner's machine. */
  classFolder: string
  /** A file of somebody in it. */
  neighbour: string
  /** Nobody's business. */
  outside: string
  /** Somebody listens there. */
  port: number
  /** Nobody does. */
  freePort: number
  /** Seconds, the same for nobody else: what `sleep` is told. */
  mark: string
}

const IMPORTS = `import * as fs from 'node:fs'
import { connect } from 'node:net'
import { homedir, tmpdir } from 'node:os'
import { spawn } from 'node:child_process'
const { execPath } = process
const attempt = (work) => { try { work(); return true } catch { return false } }
const start = (...command) => spawn(command[0], command.slice(1), { detached: true, stdio: 'ignore' }).unref()
`

/** What each does before it gives its answer. `spoil`: from here on its answers are wrong, so that its verdict tells. */
function deeds({ classFolder, neighbour, outside, port, freePort, mark }: Targets): Record<string, string> {
  const text = JSON.stringify
  const fill = (folder: string) =>
    `attempt(() => { for (let i = 0; i < 80; i++) fs.writeFileSync(${folder} + '/filler-${mark}-' + i, Buffer.alloc(1024 * 1024)) })`
  const listens = `require('node:net').createServer().listen(${freePort}, '0.0.0.0')`
  return {
    bomb: `for (let i = 0; i < 60; i++) start('sleep', '${mark}')`,
    breeder: `for (let i = 0; i < 5; i++) start('sh', '-c', '(sh -c "sleep ${mark} & sleep ${mark}" &); sleep ${mark}')
start(execPath, '-e', ${text(listens)})`,
    'disk filler': fill('tmpdir()'),
    'home filler': fill('homedir()'),
    reader: `if (fs.existsSync(${text(join(classFolder, neighbour))})) spoil()`,
    lister: `if (attempt(() => fs.readdirSync(${text(classFolder)}))) spoil()`,
    writer: `attempt(() => fs.writeFileSync(${text(outside)} + '/written-' + Math.random(), '${mark}'))`,
    vandal: `attempt(() => fs.appendFileSync(${text(join(classFolder, neighbour))}, '// ${mark}'))`,
    caller: `await new Promise((resolve) => { const socket = connect(${port}, '127.0.0.1', () => { socket.destroy(); resolve() }).on('error', resolve) })`,
    faker: `const line = JSON.stringify({ token: 'x', type: 'grade', grade: { exercise: 'any', status: 'judged', verdict: { status: 'passed', checks: [], notes: [], ms: 1 }, ms: 1 } })
for (let fd = 3; fd < 20; fd++) attempt(() => fs.writeSync(fd, line + '\\n'))
attempt(() => fs.writeFileSync('/proc/' + process.ppid + '/fd/3', line + '\\n'))
process.exit(0)`,
  }
}

/** Ten of them, each a right answer otherwise; `spoil` is made to end the module before it has one. */
export function hostileAnswers(exercise: ExerciseRef, solution: string, targets: Targets): Answer[] {
  return Object.entries(deeds(targets)).map(([deed, code]) => ({
    exercise,
    name: `hostile ${deed}`,
    text: `// @ts-nocheck\n${IMPORTS}const spoil = () => { throw new Error('it got out') }\n${code}\n${solution}`,
  }))
}
