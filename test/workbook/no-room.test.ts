import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../fixtures/build.ts'
import { COURSE_BIN, courseEnv, runCourse } from '../fixtures/cli.ts'

/** The shell's limit on the size of files that its programs write: with 0, no byte can be written anywhere. */
const WITHOUT_ROOM = 'ulimit -f 0; exec "$0" "$@" 2>&1'

it.skipIf(process.platform === 'win32')(
  'reset leaves the exercise where it was when nothing can be written',
  async () => {
    const cwd = temporaryFolder('full')
    await runCourse(['init'], { cwd })
    await runCourse(['day', '1'], { cwd })
    const file = join(cwd, 'workbook/01-adding/add.ts')
    writeFileSync(file, 'mine\n')

    const run = promisify(execFile)('bash', ['-c', WITHOUT_ROOM, process.execPath, COURSE_BIN, 'reset', 'add'], {
      cwd,
      env: courseEnv(),
    })
    await expect(run).rejects.toMatchObject({ code: 2, stdout: expect.stringContaining('so nothing was changed') })
    expect(readFileSync(file, 'utf8')).toBe('mine\n')

    expect((await runCourse(['reset', 'add'], { cwd })).code).toBe(0)
    expect(readFileSync(file, 'utf8')).not.toBe('mine\n')
  },
)
