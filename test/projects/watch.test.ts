/** `course watch` on a project: a save of any of its files counts, what the program itself writes does not. */
import { type ChildProcess, spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, it } from 'vitest'
import { COURSE_BIN, courseEnv } from '../fixtures/cli.ts'
import { PROJECT_COURSE, workbookWith } from './workbook.ts'

const LONGEST_MS = 60_000

const ANSWERS_500 = `import type { ServerResponse } from 'node:http'
export const answerNotes = async (_: unknown, response: ServerResponse) => void response.writeHead(500).end()
`

let child: ChildProcess | undefined
afterEach(() => {
  child?.kill('SIGKILL')
})

it('judges again when a file in a folder of it is saved, and not for its own log', { timeout: 400_000 }, async () => {
  const logs = `import { appendFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { listener } from './app.ts'

appendFileSync('requests.log', 'started\\n')
const server = createServer(listener).listen(Number(process.env['PORT']))

process.once('SIGTERM', () => server.close())
`
  const { cwd, project } = workbookWith({ 'src/server.ts': logs })
  const args = [COURSE_BIN, 'watch', '1']
  const watching = spawn(process.execPath, args, { cwd, env: courseEnv({ COURSE_COURSE: PROJECT_COURSE }) })
  child = watching
  let printed = ''
  watching.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString()
  })
  const until = async (pattern: RegExp) => {
    const end = Date.now() + LONGEST_MS
    while (!pattern.test(printed)) {
      if (Date.now() > end) throw new Error(`${pattern} was not printed:\n${printed}`)
      await sleep(20)
    }
  }

  await until(/Passed: all 6 checks/)
  const afterFirst = printed
  await sleep(1500) // as long as it would take to notice the log
  expect(printed).toBe(afterFirst)

  writeFileSync(join(project, 'src/routes/notes.ts'), ANSWERS_500)
  await until(/50 of 100 points/)
})
