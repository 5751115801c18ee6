/** A folder with a space in its name: what is printed can be pasted. */
import { execFile } from 'node:child_process'
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { TINY_COURSE, temporaryFolder } from '../fixtures/build.ts'
import { courseEnv, runCourse } from '../fixtures/cli.ts'

const FOLDER = 'my work'

/** A workbook in such a folder, with a passed exercise and another that is due. */
async function workbookBelow(cwd: string): Promise<string> {
  const root = join(cwd, FOLDER)
  await runCourse(['init', root], { cwd })
  cpSync(join(TINY_COURSE, 'solutions/01-adding/add.ts'), join(root, '01-adding/add.ts'))
  expect((await runCourse(['check', '1/add', '--workbook', root], { cwd })).code).toBe(0)
  return root
}

let made: Promise<{ cwd: string; root: string }> | undefined

function place() {
  const cwd = temporaryFolder('spaces')
  made ??= workbookBelow(cwd).then((root) => ({ cwd, root }))
  return made
}

/** Everything that is not between quotes. */
function unquoted(text: string): string {
  return text.replaceAll(/"[^"\n]*"|'[^'\n]*'/g, '')
}

describe('in a folder with a space', () => {
  it.each([
    [['certificate']],
    [['certificate', 'verify', `${FOLDER}/certificate.json`]],
    [['report']],
    [['share', '1']],
    [['day', '1']],
    [['review', '1/add']],
    [['review', '1/add', '--again']],
    [['export', `${FOLDER}.zip`]],
    [['export', `${FOLDER}.zip`]],
    [['reset', '1/add']],
    [['import', `${FOLDER}.zip`]],
    [['undo', '--yes']],
    [['open', '1/add']],
    [['init']],
    [['doctor']],
    [['trace', `${FOLDER}/none.js`]],
  ])('course %j prints each path between quotes', async (args) => {
    const { cwd, root } = await place()
    const env = { COURSE_WORKBOOK: root, EDITOR: undefined, VISUAL: undefined, PATH: '/nowhere' }
    const { stdout, stderr } = await runCourse(args, { cwd, env })
    expect(stdout + stderr).not.toBe('')
    expect(unquoted(stdout + stderr)).not.toContain(FOLDER)
  })

  it.skipIf(process.platform === 'win32')('a printed command does what it says when it is pasted', async () => {
    const { cwd, root } = await place()
    const { stdout } = await runCourse(['certificate', '--force', '--workbook', root], { cwd })
    const [, command = ''] = /^Verify: (.*)$/m.exec(stdout) ?? []
    expect(command).toContain(`"${FOLDER}/certificate.json"`)
    const pasted = await promisify(execFile)('sh', ['-c', command], { cwd, env: courseEnv() })
    expect(pasted.stdout).toContain('Intact')
  })
})
