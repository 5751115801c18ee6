/** A course that was installed as a package: its TypeScript lies under node_modules, where Node.js itself refuses it. */
import { cpSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { makeCourse, TINY_COURSE, temporaryFolder } from '../fixtures/build.ts'
import { runCourse } from '../fixtures/cli.ts'

const DAY = '01-adding'

it('judges, with checks in parts, and runs demos', async () => {
  const cwd = temporaryFolder('learner')
  const course = makeCourse(join(cwd, 'node_modules', 'tiny-course'), {
    [`checks/${DAY}/add.check.ts`]: "import './add/all.checks.ts'\n",
    [`checks/${DAY}/add/all.checks.ts`]: readFileSync(
      join(TINY_COURSE, 'checks', DAY, 'add.check.ts'),
      'utf8',
    ).replaceAll('../../', '../../../'),
    [`lessons/${DAY}/demo/sum.ts`]: `// A sum.\nimport { sum } from './parts/sum.ts'\nconsole.log('2 and 3 make', sum(2, 3))\n`,
    [`lessons/${DAY}/demo/parts/sum.ts`]: 'export const sum = (one: number, other: number): number => one + other\n',
  })
  mkdirSync(join(cwd, 'workbook', '.course'), { recursive: true })
  cpSync(join(course, 'solutions', DAY, 'add.ts'), join(cwd, 'workbook', DAY, 'add.ts'))
  const env = { COURSE_COURSE: course }

  const judged = await runCourse(['check', '1/add', '--json'], { cwd, env })
  expect(JSON.parse(judged.stdout)).toMatchObject({ status: 'passed' })
  const ran = await runCourse(['demo', '1', 'sum'], { cwd, env })
  expect(ran.stdout).toContain('2 and 3 make 5')
})
