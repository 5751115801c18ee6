/** A project's points through the real command line: verdict, record, gate, and what lies behind it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { course, type Place, replaceFiles, workbookWith } from './workbook.ts'

/** Answers /health and nothing else, with its routes where they should be: 30 points. */
const BARE = {
  'src/app.ts': `import type { RequestListener } from 'node:http'
export const listener: RequestListener = (request, response) => {
  response.writeHead(request.url === '/health' ? 200 : 501).end('ok')
}
`,
  'src/server.ts': `import { createServer } from 'node:http'
import { listener } from './app.ts'

createServer(listener).listen(Number(process.env['PORT']))
`,
}

function events({ cwd }: Place): { type: string; [key: string]: unknown }[] {
  return JSON.parse(readFileSync(join(cwd, 'workbook', 'progress.json'), 'utf8')).events
}

const gateOf = async (place: Place) => JSON.parse((await course(place, ['progress', '--json'])).stdout).gates[0]

it('with full marks passes, and opens the phase behind its gate', async () => {
  const place = workbookWith()
  const { stdout, code } = await course(place, ['check', '1'])
  expect(stdout).toContain('Starting and stopping  ████████████████████████  30/30')
  expect(stdout).toContain('100 of 100 points; 70 are a pass.')
  expect(stdout).toMatch(/Passed: all 6 checks, in [\d.]+ s\.\nNext: course day 2\n$/)
  expect(code).toBe(0)
  expect(await gateOf(place)).toMatchObject({ status: 'passed', points: 100, of: 100, pass: 70 })
  expect((await course(place, ['day', '2'])).code).toBe(0)
})

it('below the mark does not pass: the next phase stays closed and says which points are missing', async () => {
  const place = workbookWith(BARE)
  const { stdout, code } = await course(place, ['check', '1', '--json'])
  const [verdict] = JSON.parse(stdout).results
  expect(verdict).toMatchObject({
    exercise: '1/notes-api',
    status: 'failed',
    score: {
      points: 30,
      of: 100,
      pass: 70,
      requirements: [
        { id: 'structure', title: 'Folder structure', points: 20, of: 20 },
        { id: 'notes', title: 'Notes over HTTP', points: 0, of: 50 },
        { id: 'lifecycle', title: 'Starting and stopping', points: 10, of: 30 },
      ],
    },
  })
  expect(code).toBe(1)
  expect(events(place).at(-1)).toMatchObject({
    type: 'attempt',
    status: 'failed',
    score: { structure: 20, notes: 0, lifecycle: 10 },
  })

  const closed = await course(place, ['day', '2'])
  expect(closed.code).toBe(1)
  expect(closed.stderr).toBe(`Day 2 is closed until gate 1 is passed: Notes API (day 1).
30 of 100 points so far, and 70 are a pass. Points that are missing:
  50 of 50 in Notes over HTTP
  20 of 30 in Starting and stopping
Still to pass: 1/notes-api.
Go on with \`course day 1\`, or open it anyway: \`course day 2 --force\`.
`)
  expect((await course(place, ['progress'])).stdout).toContain('◆ Gate 1  Notes API: 30 of 100 points, 70 open phase 2')

  expect((await course(place, ['day', '2', '--force'])).code).toBe(0)
  expect(events(place)).toContainEqual(expect.objectContaining({ type: 'forced', day: 2 }))
  expect((await course(place, ['day', '2'])).code).toBe(0)
  expect((await course(place, ['progress'])).stdout).toContain('went on without it, 30 of 100 points')
})

it('from the mark on passes, and still shows what is missing', async () => {
  const place = workbookWith({}, 'forgets')
  const { stdout, code } = await course(place, ['check', '1'])
  expect(code).toBe(0)
  expect(stdout).toContain('30/50')
  expect(stdout).toContain(`80 of 100 points; 70 are a pass.
Mend first: Notes over HTTP, 20 points, from “lists what was sent”.
Read: course day 1 --section notes
`)
  // Nobody has noted the cases with which it fails.
  expect(stdout).toContain('This often means, though not always:\n  It answers and keeps nothing.')
  expect(stdout).toMatch(/Passed: 80 points\. 5 of 6 checks pass, in [\d.]+ s\.\nNext: course day 2\n$/)

  const progress = JSON.parse((await course(place, ['progress', '--json'])).stdout)
  expect(progress.gates[0]).toMatchObject({ status: 'passed', points: 80, pass: 70 })
  expect(progress.days[0]).toMatchObject({
    status: 'done',
    exercises: [{ id: 'notes-api', status: 'passed' }],
    topics: [
      { id: 'layout', done: true },
      { id: 'keeping', done: false },
      { id: 'stopping', done: true },
    ],
  })
  expect((await course(place, ['progress', '--markdown'])).stdout).toContain(
    '- [x] **Gate 1: Notes API** (80 of 100 points; 70 are a pass)',
  )
  expect((await course(place, ['day', '2'])).code).toBe(0)
})

it('is judged as its operator would start it, and its crash costs the check that it happens in', async () => {
  const place = workbookWith({}, 'crashes-on-garbage')
  const [verdict] = JSON.parse((await course(place, ['check', '1', '--json'])).stdout).results
  expect(verdict).toMatchObject({ status: 'failed', score: { points: 85 } })
  const failed = verdict.checks.filter((check: { status: string }) => check.status === 'failed')
  expect(failed).toMatchObject([
    {
      title: 'answers what is no JSON with 400',
      message: expect.stringMatching(/^Your server ended by itself \(exit code 1\):\nSyntaxError: /),
      frame: { file: 'src/routes/notes.ts' },
    },
  ])
})

it('starts from the whole folder, goes back to it, and compares with the solution', async () => {
  const place = workbookWith()
  replaceFiles(place, { '.': null })
  await course(place, ['day', '1'])
  expect(readFileSync(join(place.project, 'README.md'), 'utf8')).toContain('# The notes API')
  replaceFiles(place, { 'src/app.ts': 'export const mine = 1\n', 'src/extra.ts': 'export const extra = 1\n' })
  const diff = await course(place, ['solution', '1/notes-api', '--diff', '--yes'])
  expect(diff.stdout).toContain('+++ solution/notes-api/src/routes/notes.ts')
  expect(diff.stdout).toContain('-export const mine = 1')
  const reset = await course(place, ['reset', '1/notes-api', '--yes'])
  expect(reset.stdout).toMatch(/Your version is kept in/)
  expect(readFileSync(join(place.project, 'src/app.ts'), 'utf8')).toContain('501')
  expect((await course(place, ['hint', '1/notes-api'])).stdout).toContain('1/notes-api has no hints')
})
