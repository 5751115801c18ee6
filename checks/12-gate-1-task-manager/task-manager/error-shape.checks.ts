import { type App, check, expect, sharedProject } from 'backend-workbook/check'
import { type Asking, ask, detailsOf, newTask, newUser, TASKS, USERS } from './client.ts'

/** Requests that must fail: how, where, with what, and the status and code of the answer. */
async function failures(app: App): Promise<[string, string, Asking, number, string][]> {
  const [ada, bob] = [await newUser(app), await newUser(app, 'Bob')]
  const task = await newTask(app, ada)
  const large = { title: 'x', description: 'x'.repeat(300_000) }
  return [
    ['GET', '/', {}, 404, 'not_found'],
    ['GET', '/api/v1/projects', {}, 404, 'not_found'],
    ['GET', `${USERS}/nobody`, {}, 404, 'not_found'],
    ['GET', `${TASKS}/nothing`, { as: ada }, 404, 'not_found'],
    ['GET', `${TASKS}/${task.id}`, {}, 401, 'unauthenticated'],
    ['PATCH', `${USERS}/${bob.id}`, { as: ada, body: { name: 'Eve' } }, 403, 'forbidden'],
    ['POST', USERS, { body: { name: 'Eve', email: bob.email } }, 409, 'conflict'],
    ['PATCH', `${TASKS}/${task.id}`, { as: ada, body: { title: 'x', version: 7 } }, 409, 'conflict'],
    ['POST', TASKS, { as: ada, body: { title: 7 } }, 422, 'invalid'],
    ['GET', `${TASKS}?cursor=nonsense`, { as: ada }, 422, 'invalid'],
    ['POST', TASKS, { as: ada, body: '{ "title": ' }, 400, 'bad_request'],
    ['POST', USERS, { body: 'name=Ada' }, 400, 'bad_request'],
    ['POST', TASKS, { as: ada, body: large }, 413, 'too_large'],
    ['POST', TASKS, { as: ada, body: '{ "title": "x" }'.padEnd(102_401) }, 413, 'too_large'],
  ]
}

check(
  'answers every error in the one shape, with its status and code',
  { read: 'errors', requirement: 'error-shape', points: 3 },
  async () => {
    const app = await sharedProject()
    for (const [method, path, asking, status, code] of await failures(app)) {
      const given = `${method} ${path}${asking.body ? ` with ${JSON.stringify(asking.body).slice(0, 60)}` : ''}`
      const answer = await ask(app, method, path, asking)
      expect(answer.status, given).toBe(status)
      expect(answer.headers.get('content-type'), `Content-Type of the answer to ${given}`).toMatch(
        /^application\/json\b/,
      )
      const error = { code, message: expect.stringMatching(/\S/), details: expect.any(Array) }
      expect(answer.body, `the body of the answer to ${given}`).toMatchObject({ error })
      for (const detail of detailsOf(answer)) {
        expect(detail, `a detail of the answer to ${given}`).toMatchObject({
          path: expect.any(String),
          message: expect.stringMatching(/\S/),
        })
      }
    }
    const [ada, padded] = [await newUser(app), '{ "title": "x" }'.padEnd(51_000)]
    const small = await ask(app, 'POST', TASKS, { as: ada, body: padded })
    expect(small.status, `POST ${TASKS} with a body of 51,000 bytes, most of them spaces`).toBe(201)
    // Which 4xx it is, the brief leaves open.
    const text = expect.stringMatching(/\S/)
    const { body } = await ask(app, 'GET', `${USERS}/%zz`)
    expect(body, `the body of the answer to GET ${USERS}/%zz`).toMatchObject({
      error: { code: text, message: text, details: expect.any(Array) },
    })
  },
)

/** What a stranger has no business to read: stacks, files, and the names that databases and drivers use. */
const INSIDES = [
  /\bat .+:\d+:\d+/,
  /node_modules|node:internal|file:\/\/|\/src\/|\.[jt]s\b/,
  /mongo|bson|objectid|E11000|dup key|duplicate key|cast to|schema|collection|index:|ECONN|127\.0\.0\.1/i,
  /\bis not a function|of undefined|of null|(?:Syntax|Type|Range|Reference)Error/,
]

check(
  'tells strangers nothing about its insides',
  { read: 'errors', requirement: 'error-shape', points: 3 },
  async () => {
    const app = await sharedProject()
    const ada = await newUser(app)
    const garbage: [string, string, Asking][] = [
      ['GET', `${TASKS}/%zz`, { as: ada }],
      ['GET', `${TASKS}?search[$regex]=(&status[$ne]=x`, { as: '{"$gt":""}' }],
      ['PATCH', `${TASKS}/[object Object]`, { as: ada, body: { title: { $gt: '' } } }],
      ['POST', USERS, { body: { name: { $gt: '' }, email: ['a'] } }],
      ['POST', TASKS, { as: ada, body: 'x', headers: { 'content-encoding': 'gzip' } }],
    ]
    for (const [method, path, asking] of [...(await failures(app)), ...garbage]) {
      const { text } = await ask(app, method, path, asking)
      const found = INSIDES.flatMap((inside) => inside.exec(text)?.[0] ?? [])
      expect(found, `what the answer to ${method} ${path} says about the insides`).toEqual([])
    }
  },
)
