/** A workbook, or a file in it, that is a link: a verdict shows the learner's own line, under the name that they know. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../fixtures/build.ts'
import { runCourse } from '../fixtures/cli.ts'

const TYPES = 'interface Types {\n  take: lines\n}\ntype lines = Types | number\n'
const ADD = `${TYPES}export function add(a: number, b: number): number {\n  if (b < 0) throw new Error('here')\n  return a + b\n}\n`
const PING = `${TYPES}\nexport const buildApp = (): never => {\n  throw new Error('here')\n}\n`
const ROOMS = { 'add.ts': '01-adding', 'ping.ts': '02-serving' }

/** @param isWhole the workbook is the link; else each file is */
function linkedWorkbook(isWhole: boolean): string {
  const cwd = temporaryFolder('linked')
  const elsewhere = join(temporaryFolder('elsewhere'), 'real')
  const workbook = join(cwd, 'workbook')
  if (isWhole) {
    mkdirSync(elsewhere)
    symlinkSync(elsewhere, workbook, 'junction')
  } else mkdirSync(workbook)
  mkdirSync(join(workbook, '.course'))
  for (const [name, room] of Object.entries(ROOMS)) {
    const file = join(workbook, room, name)
    mkdirSync(join(file, '..'))
    const real = isWhole ? file : join(elsewhere, '..', `real-${name}`)
    writeFileSync(real, name === 'add.ts' ? ADD : PING)
    if (!isWhole) symlinkSync(real, file)
  }
  return cwd
}

describe.each([
  ['a workbook', true],
  ['a file', false],
])('%s that is a link', (_what, isWhole) => {
  it.skipIf(process.platform === 'win32' && !isWhole)('shows a line of a function', async () => {
    const { stdout } = await runCourse(['check', '1/add', '--json'], { cwd: linkedWorkbook(isWhole) })
    const frames = JSON.parse(stdout).checks.flatMap(({ frame }: { frame?: object }) => (frame ? [frame] : []))
    expect(frames).toMatchObject([{ file: 'add.ts', line: 6 }])
  })

  it.skipIf(process.platform === 'win32' && !isWhole)('shows a line of a server', async () => {
    const { stdout } = await runCourse(['check', '2/ping', '--json'], { cwd: linkedWorkbook(isWhole) })
    expect(JSON.parse(stdout)).toMatchObject({ status: 'crashed', frame: { file: 'ping.ts', line: 7 } })
  })
})
