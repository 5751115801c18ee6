import { check, expect, sharedProject } from 'backend-workbook/check'
import { ask, askAll, newTask, newUser, readPage, readTask, TASKS, type Task, titlesOf, USERS } from './client.ts'

check(
  'answers 401 to those who do not say which user they are',
  { read: 'ownership', requirement: 'ownership', points: 2 },
  async () => {
    const app = await sharedProject()
    const [ada, gone] = [await newUser(app), await newUser(app, 'Gone')]
    const task = await newTask(app, ada)
    expect((await ask(app, 'DELETE', `${USERS}/${gone.id}`, { as: gone })).status, 'DELETE of a user').toBe(204)
    const names: [string, string | undefined][] = [
      ['without X-User-Id', undefined],
      ['with X-User-Id: 000000000000000000000000', '000000000000000000000000'],
      ['with X-User-Id: {"$ne":null}', '{"$ne":null}'],
      ['with the id of a user who was deleted', gone.id],
      ['with the id of a task', task.id],
      ['with two ids', `${ada.id}, ${ada.id}`],
    ]
    const existing = names.filter(([, as]) => as === undefined || as === gone.id)
    const routes: [string, string, object?][] = [
      ['GET', TASKS],
      ['POST', TASKS, { title: 'mine' }],
      ['GET', `${TASKS}/${task.id}`],
      ['PATCH', `${TASKS}/${task.id}`, { title: 'mine' }],
      ['DELETE', `${TASKS}/${task.id}`],
      ['PATCH', `${USERS}/${ada.id}`, { name: 'Eve' }],
      ['DELETE', `${USERS}/${ada.id}`],
      // Wrong in another way as well: the 401 comes first.
      ['POST', TASKS, { title: 7 }],
      ['GET', `${TASKS}?limit=0`],
      ['GET', `${TASKS}/nothing`],
      ['PATCH', `${TASKS}/${task.id}`, {}],
    ]
    await askAll(
      routes.flatMap(([method, path, body], index) =>
        // Whoever asks in one way at two routes asks in the same way at the others, where one forgets to ask at all.
        (index < 2 ? names : existing).map(([how, as]) => ({ method, path, body, how, as })),
      ),
      ({ method, path, body, as }) =>
        ask(app, method, path, { ...(as !== undefined && { as }), ...(body && { body }) }),
      ({ status }, { method, path, how }) => expect(status, `${method} ${path} ${how}`).toBe(401),
    )
  },
)

check('shows nobody the tasks of others', { read: 'ownership', requirement: 'ownership', points: 10 }, async () => {
  const app = await sharedProject()
  const [ada, bob] = [await newUser(app), await newUser(app, 'Bob')]
  const secret = await newTask(app, ada, { title: 'secret', dueOn: '2026-03-01' })
  await newTask(app, ada, { title: 'another secret' })
  await newTask(app, bob, { title: 'harmless', dueOn: '2026-03-01' })
  const stranger = await ask(app, 'GET', `${TASKS}/${secret.id}`, { as: bob })
  expect(stranger.status, 'GET of a task of another').toBe(404)
  const { nextCursor } = await readPage<Task>(app, TASKS, 'limit=1', ada)
  for (const query of [
    'limit=100',
    'search=s&sort=createdAt',
    'status=todo&priority=3&dueBefore=2027-01-01&sort=-priority',
    `ownerId=${ada.id}&owner=${ada.id}`,
  ]) {
    const { data } = await readPage<Task>(app, TASKS, query, bob)
    expect(titlesOf(data), `the titles in GET ${TASKS}?${query} of a user with one task`).toEqual(['harmless'])
  }
  const foreign = await ask(app, 'GET', `${TASKS}?limit=1&cursor=${encodeURIComponent(nextCursor ?? '')}`, { as: bob })
  expect(foreign.text, 'a page with the cursor of another user').not.toContain('secret')
  expect(await readTask(app, ada, secret, ' of one’s own'), 'GET of a task of one’s own').toEqual(secret)
})

check(
  'lets nobody change or delete the tasks of others',
  { read: 'ownership', requirement: 'ownership', points: 11 },
  async () => {
    const app = await sharedProject()
    const [ada, bob] = [await newUser(app), await newUser(app, 'Bob')]
    const task = await newTask(app, ada)
    for (const [method, body] of [
      ['PATCH', { title: 'mine now' }],
      ['PATCH', { title: 'mine now', version: 1 }],
      ['PATCH', { title: 'mine now', version: 7 }],
      ['DELETE', undefined],
    ] as const) {
      const given = `${method} of a task of another${body ? ` with ${JSON.stringify(body)}` : ''}`
      expect((await ask(app, method, `${TASKS}/${task.id}`, { as: bob, ...(body && { body }) })).status, given).toBe(
        404,
      )
      expect(await readTask(app, ada, task, ` after ${given}`), `the task after ${given}`).toEqual(task)
    }
  },
)

check(
  'lets users change and delete only themselves',
  { read: 'ownership', requirement: 'ownership', points: 1 },
  async () => {
    const app = await sharedProject()
    const [ada, bob] = [await newUser(app), await newUser(app, 'Bob')]
    const path = `${USERS}/${ada.id}`
    const patched = await ask(app, 'PATCH', path, { as: bob, body: { name: 'Eve' } })
    expect(patched.status, 'PATCH of another user').toBe(403)
    expect((await ask(app, 'DELETE', path, { as: bob })).status, 'DELETE of another user').toBe(403)
    expect((await ask(app, 'GET', path)).body, 'that user after both').toEqual({ data: ada })
  },
)
