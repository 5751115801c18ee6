import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { check, expect, startApp } from 'backend-workbook/check'
import { lastHours } from '../ending.ts'
import { savedWhenAnswered, sharedFile } from '../raw-client.ts'
import { inFolder } from '../support.ts'
import { PATIENT_MS, send, server } from './notes.ts'

check('has saved what it has answered', { read: 'saving', ms: PATIENT_MS }, async () => {
  const app = await server()
  for (let count = 1; count <= 4; count += 1) {
    // Long ones, so that saving takes its time. One after the other, so that none waits for another's save.
    const text = `long note ${count} `.padEnd(50_000, 'x')
    expect(
      await savedWhenAnswered(app, sharedFile(), text),
      'whether a long new note is in the file at the moment when POST /notes is answered',
    ).toBe('201, and it is in the file')
  }
})

check(
  'on SIGTERM, answers what it has begun and ends with exit code 0',
  { read: 'signals', ms: PATIENT_MS },
  async () => {
    const { refused, reply, end, text } = await lastHours(await server(), sharedFile())
    // Windows has no SIGTERM that a process could hear.
    if (process.platform === 'win32') return
    expect(refused, 'a new connection after SIGTERM').toBe('ECONNREFUSED')
    expect(reply, 'a POST /notes whose body arrives after SIGTERM').toMatchObject({ status: 201 })
    expect(end, 'how the process ends after that, while a client goes on asking on the connection that it has').toEqual(
      { code: 0, signal: null },
    )
    expect(text, 'the file after that').toContain('begun before SIGTERM')
  },
)

check('leaves whole JSON behind whenever it dies', { read: 'saving', ms: PATIENT_MS }, async () => {
  const { found, left, before, after, status, repeated } = await lastHours(await server(), sharedFile())
  expect(found, 'what the file holds at some moment while notes are being saved').toBe('whole JSON')
  expect(left, 'what the file holds after SIGKILL while notes were being saved').toBe('whole JSON')
  expect(after, 'how many notes GET /notes gives after that and a new start').toBe(before)
  expect(status, 'POST /notes after that and a new start').toBe(201)
  expect(repeated, 'whether that note has the id of an earlier one, which may have been deleted').toBe(false)
})

check('answers 500 and leaves the file alone when it holds no JSON', { read: 'saving', ms: PATIENT_MS }, async () => {
  await inFolder(async (folder) => {
    const file = join(folder, 'notes.json')
    for (const [what, contents] of [
      ['cut off', '[{"id":"1","text":"cut o'],
      ['empty', ''],
    ] as const) {
      await writeFile(file, contents)
      const app = await startApp({ env: { DATA_FILE: file } })
      const get = await app.fetch('/notes')
      expect(get.status, `GET /notes when the file is ${what}`).toBe(500)
      expect(await get.json(), `GET /notes when the file is ${what}`).toEqual({ error: expect.stringMatching(/\S/) })
      const post = await send(app, 'POST', '/notes', { text: 'new' })
      expect(post.status, `POST /notes when the file is ${what}`).toBe(500)
      expect(await readFile(file, 'utf8'), 'the file after that').toBe(contents)
    }
  })
})
