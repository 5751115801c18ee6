/** `course author preview`: a day on the page, anew at each save of its author. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { copyFixture, temporaryFolder } from '../fixtures/build.ts'
import { runCourse } from '../fixtures/cli.ts'
import { closePages, openPage, sendRequest } from './page.ts'

afterEach(closePages)

it.skipIf(process.platform === 'win32')('shows what was saved, and leaves nothing behind', async () => {
  const course = copyFixture()
  const scratch = temporaryFolder('scratch')
  const env = { COURSE_COURSE: course, TMPDIR: scratch }
  const page = await openPage({ command: ['author', 'preview', '1'], env })
  const ofPreview = () => readdirSync(scratch).filter((name) => name.startsWith('course-preview-'))
  expect(ofPreview()).toHaveLength(1)
  const { pathname, search, host } = new URL(page.address)
  const { headers } = await sendRequest(page.port, 'GET', pathname + search, { headers: { host } })
  expect(headers.location).toBe('/day/1')

  const live = await page.live('1/add')
  const [{ text, path } = { text: '', path: '' }] = (await live.next('files')).files
  expect([path, text]).toEqual(['add.ts', readFileSync(join(course, 'exercises/01-adding/add.ts'), 'utf8')])
  const lesson = join(course, 'lessons/01-adding/lesson.md')
  const source = readFileSync(lesson, 'utf8')
  writeFileSync(lesson, source.replace('Two numbers make one.', 'Two numbers become one.'))
  await live.next('record')
  const day = await page.json<{ sections: { html: string }[] }>('GET', '/days/1')
  expect(day.sections[0]?.html).toContain('Two numbers become one.')

  writeFileSync(lesson, source.replace('minutes: 20', 'minutes: soon'))
  await live.next('record')
  expect((await page.ask('GET', '/api/days/1')).status).toBeGreaterThanOrEqual(400)
  writeFileSync(lesson, source)
  await live.next('record')
  expect((await page.ask('GET', '/api/days/1')).status).toBe(200)

  expect(await page.end()).toBe(130)
  expect(ofPreview()).toEqual([])
  expect(existsSync(page.workbook)).toBe(false)
})

it.each([[[]], [['1', '2']], [['99']]])('refuses the days %j', async (days) => {
  const { code, stderr } = await runCourse(['author', 'preview', ...days, '--no-open'])
  expect(code).toBe(2)
  expect(stderr).toMatch(/A preview needs a day|There is no day/)
})
