/** What is proved, as the page is told of it: scorecards of gates, the report, and what there is to share of a day. */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ExerciseAnswer, ProgressAnswer, ShareAnswer } from '../../src/web/api.ts'
import { type Learner, learnerWith } from '../certificate/learner.ts'
import { PROJECT_COURSE } from '../projects/workbook.ts'
import { type Answer, closePages, openPage, type ServedPage } from './page.ts'
import { DONE_DAY, TRIED_GATE } from './records.ts'

let learner: Learner
let page: ServedPage

beforeAll(async () => {
  learner = learnerWith(DONE_DAY)
  page = await openPage({ cwd: learner.cwd })
})
afterAll(closePages)

/** The one style of a document is let through by its hash, and nothing else is. */
function expectOwnStyleAlone({ headers, text }: Answer): void {
  const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(text) ?? []
  const hash = createHash('sha256').update(style).digest('base64')
  expect(style).not.toBe('')
  expect(headers['content-security-policy']).toBe(
    `default-src 'none'; style-src 'sha256-${hash}'; font-src data:; form-action 'none'; frame-ancestors 'none'; base-uri 'none'`,
  )
  expect(text).not.toMatch(/<script|<[^>]+ style=|<[^>]+ on\w+=/)
}

describe('a gate', () => {
  it('has its scorecard in the progress and beside its project, as `course progress` counts', async () => {
    const { cwd, course } = learnerWith(TRIED_GATE, PROJECT_COURSE)
    const { json } = await openPage({ cwd, env: { COURSE_COURSE: PROJECT_COURSE } })
    const { gates } = await json<ProgressAnswer>('GET', '/progress')
    expect(gates).toMatchObject(JSON.parse((await course('progress', '--json')).stdout).gates)
    expect(gates[0]?.project).toEqual({
      ref: '1/notes-api',
      score: {
        points: 30,
        of: 100,
        pass: 70,
        requirements: [
          { id: 'structure', title: 'Folder structure', points: 20, of: 20, must: false },
          { id: 'notes', title: 'Notes over HTTP', points: 0, of: 50, must: false },
          { id: 'lifecycle', title: 'Starting and stopping', points: 10, of: 30, must: false },
        ],
      },
    })
    expect((await json<ExerciseAnswer>('GET', '/exercises/1/notes-api')).gate).toEqual(gates[0])
  })

  it('has none beside an exercise that is no project', async () => {
    expect(await page.json<ExerciseAnswer>('GET', '/exercises/1/add')).not.toHaveProperty('gate')
  })
})

describe('the report', () => {
  it('is what the command writes, with its own style alone, and makes no file', async () => {
    const answer = await page.ask('GET', '/api/report?name=Ada%20%3Cb%3E')
    expect(existsSync(join(page.workbook, 'report.html'))).toBe(false)
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
    expect(answer.text).toContain('Ada &lt;b&gt;')
    expectOwnStyleAlone(answer)
    await learner.course('report')
    const days = (html: string) => html.slice(html.indexOf('<h2>Days</h2>'))
    expect(days(answer.text)).toBe(days(learner.file('workbook/report.html')))
  })

  it('colours the bars of a scorecard without an attribute that the policy would refuse', async () => {
    const { cwd } = learnerWith(TRIED_GATE, PROJECT_COURSE)
    const { ask } = await openPage({ cwd, env: { COURSE_COURSE: PROJECT_COURSE } })
    const answer = await ask('GET', '/api/report')
    expect(answer.text).toContain('<rect class="fill-part"')
    expectOwnStyleAlone(answer)
  })

  it('is refused for a name that is longer than a name may be', async () => {
    expect((await page.ask('GET', `/api/report?name=${'x'.repeat(201)}`)).status).toBe(400)
  })

  it('is not there before there is something to report; the page is told the same', async () => {
    const fresh = await openPage()
    const { status, text } = await fresh.ask('GET', '/api/report')
    const { error } = JSON.parse(text)
    expect([status, error.message]).toEqual([409, expect.stringContaining('there is nothing to report')])
    expect((await fresh.json<ProgressAnswer>('GET', '/progress')).noReport).toEqual(error)
    expect(await page.json<ProgressAnswer>('GET', '/progress')).not.toHaveProperty('noReport')
  })
})

describe('what there is to share of a day', () => {
  it('is the post of the command, and makes no file', async () => {
    const { post, alt, png } = await page.json<ShareAnswer>('GET', '/days/1/share')
    expect(existsSync(join(page.workbook, 'share'))).toBe(false)
    expect([alt, png]).toEqual([expect.stringMatching(/^Day 1 of 3: Adding\. 2\/2 exercises/), true])
    expect(post).toBe((await learner.course('share', '1')).stdout)
  })

  it.each(['light', 'dark'])('has a %s picture, as SVG with its own style alone and as PNG', async (scheme) => {
    await learner.course('share', '1')
    const svg = await page.ask('GET', `/api/days/1/share/${scheme}.svg`)
    expect([svg.status, svg.headers['content-type']]).toEqual([200, 'image/svg+xml; charset=utf-8'])
    expect(svg.text).toBe(learner.file(`workbook/share/01-adding/${scheme}.svg`))
    expectOwnStyleAlone(svg)
    const png = await page.ask('GET', `/api/days/1/share/${scheme}.png`)
    expect([png.status, png.headers['content-type'], png.text.slice(1, 4)]).toEqual([200, 'image/png', 'PNG'])
  })

  it.each([
    ['2/share', 409, 'Day 2 is not begun yet.'],
    ['2/share/light.svg', 409, 'Day 2 is not begun yet.'],
    ['9/share', 404, 'There is no day 9.'],
    ['1/share/blue.svg', 404, 'There is no such picture.'],
    ['1/share/..%2f..%2fprogress.json', 404, 'There is no such picture.'],
  ])('is nothing at %s', async (path, status, says) => {
    const answer = await page.ask('GET', `/api/days/${path}`)
    expect([answer.status, JSON.parse(answer.text).error.message]).toEqual([status, says])
  })
})
