import { check, expect, sharedProject } from 'backend-workbook/check'
import {
  type Answer,
  ask,
  askAll,
  atOnce,
  detailsOf,
  expectInvalid,
  newEmail,
  newTask,
  newUser,
  readTask,
  TASKS,
  USERS,
} from './client.ts'

/** The paths in `details`, each once. */
function pathsOf(answer: Answer): string[] {
  return [...new Set(detailsOf(answer).map(({ path }) => String(path)))].sort()
}

type Row = [method: string, path: string, body: object]

check(
  'refuses values of the wrong type or size, and takes those at the edge',
  { read: 'validation', requirement: 'validation', points: 2 },
  async () => {
    const app = await sharedProject()
    const ada = await newUser(app)
    const task = await newTask(app, ada)
    const texts = [7, true, null, [], ['x'], {}, { $ne: null }]
    const wrong: Record<string, unknown[]> = {
      title: [...texts, '', '   ', 'x'.repeat(201)],
      description: [7, null, ['x'], 'x'.repeat(2001)],
      status: [7, null, { $ne: null }, '', 'later', 'TODO', 'constructor'],
      priority: ['3', 0, 6, -1, 2.5, null, true, [3], {}, 1e21],
      dueOn: [
        20260301,
        ['2026-03-01'],
        { $ne: null },
        '',
        'tomorrow',
        '2026-02-30',
        '2026-3-1',
        '2026-03-01T00:00:00Z',
      ],
      version: ['1', 0, 1.5, null, {}],
    }
    const bodies = Object.entries(wrong).flatMap(([name, values]) => values.map((value) => ({ [name]: value })))
    const path = `${TASKS}/${task.id}`
    const changes = bodies.map((body) => ('version' in body ? { ...body, title: 'y' } : body))
    const email = newEmail()
    const emails = [
      '',
      'ada',
      'ada@',
      '@mill.example',
      'a da@mill.example',
      'a@b@mill.example',
      `${'x'.repeat(250)}@a.example`,
    ]
    const people = [
      ...[7, null, ['Ada'], {}, '', '  ', 'x'.repeat(101)].map((name) => ({ name, email })),
      ...[7, null, ['ada@mill.example'], { $ne: null }, ...emails].map((address) => ({ name: 'Ada', email: address })),
    ]
    const rows: Row[] = [
      ...bodies.filter((body) => !('version' in body)).map((body): Row => ['POST', TASKS, { title: 'x', ...body }]),
      ...[{}].map((body): Row => ['POST', TASKS, body]),
      ...[...changes, {}, { version: 1 }].map((body): Row => ['PATCH', path, body]),
      ...[...people, { name: 'Ada' }, { email }].map((body): Row => ['POST', USERS, body]),
      ...[{}, { name: ['Eve'] }, { email: 'eve' }].map((body): Row => ['PATCH', `${USERS}/${ada.id}`, body]),
    ]
    await askAll(
      rows,
      ([method, to, body]) => ask(app, method, to, { as: ada, body }),
      (answer, [method, to, body]) =>
        expectInvalid(answer, `${method} ${to} with ${JSON.stringify(body).slice(0, 80)}`),
    )
    expect(await readTask(app, ada, task, ' after all that'), 'the task after all that').toEqual(task)

    const edge = { title: 'x'.repeat(200), description: 'x'.repeat(2000), priority: 1, dueOn: '2028-02-29' }
    for (const body of [edge, { title: 'x', priority: 5 }]) await newTask(app, ada, body)
    await newUser(app, 'x'.repeat(100))
    const domain = ['b', 'c', 'd'].map((letter) => letter.repeat(60)).join('.')
    const longest = `${newEmail().split('@')[0]}@${domain}.example`.padStart(254, 'a')
    const taken = await ask(app, 'POST', USERS, { body: { name: 'Ada', email: `  ${longest} ` } })
    expect(taken.status, `POST ${USERS} with an email of ${longest.length} characters, and spaces around it`).toBe(201)
    const odd = ['{"$gt":""}', '$where', '__proto__', 'a\u0000b', 'žluťoučký 🐎 <b>"\'\\', '\u202eright to left']
    const kept = await atOnce(odd.length, (index) => newTask(app, ada, { title: odd[index] ?? '' }))
    expect(
      kept.map(({ title }) => title),
      'titles with odd characters, as they came back',
    ).toEqual(odd)
  },
)

check(
  'refuses fields that it does not know, and those that it gives itself',
  { read: 'validation', requirement: 'validation', points: 2 },
  async () => {
    const app = await sharedProject()
    const [ada, bob] = [await newUser(app), await newUser(app, 'Bob')]
    const task = await newTask(app, ada)
    const refused = async (method: string, path: string, body: string) => {
      const given = `${method} ${path} with ${body}`
      expectInvalid(await ask(app, method, path, { as: ada, body }), given)
    }
    for (const field of [
      ...['"colour": "red"', `"ownerId": "${bob.id}"`, `"id": "${bob.id}"`, '"createdAt": "2026-03-01T00:00:00.000Z"'],
      ...['"__proto__": { "status": "done" }', '"constructor": { "prototype": {} }', '"$set": { "version": 9 }'],
    ]) {
      await refused('POST', TASKS, `{ "title": "x", ${field} }`)
      await refused('PATCH', `${TASKS}/${task.id}`, `{ "title": "x", ${field} }`)
      await refused('PATCH', `${USERS}/${ada.id}`, `{ "name": "x", ${field} }`)
      await refused('POST', USERS, `{ "name": "x", "email": "${newEmail()}", ${field} }`)
    }
    expect(await readTask(app, ada, task, ' after all that'), 'the task after all that').toEqual(task)
    const answer = await ask(app, 'GET', `${USERS}/${ada.id}`)
    expect(answer.body, 'the user after all that').toEqual({ data: ada })
  },
)

check('names every wrong field at once', { read: 'validation', requirement: 'validation', points: 2 }, async () => {
  const app = await sharedProject()
  const ada = await newUser(app)
  const task = await newTask(app, ada)
  for (const [method, path, body, wanted] of [
    ['POST', TASKS, { title: '', priority: 9, dueOn: 'soon', status: 'todo' }, ['dueOn', 'priority', 'title']],
    ['POST', TASKS, { description: 7, colour: 'red', size: 4 }, ['colour', 'description', 'size', 'title']],
    ['PATCH', `${TASKS}/${task.id}`, { status: 'x', version: 'y', title: 'z' }, ['status', 'version']],
    ['POST', USERS, {}, ['email', 'name']],
    ['GET', `${TASKS}?limit=0&status=x&sort=y&priority=3`, undefined, ['limit', 'sort', 'status']],
    ['GET', `${TASKS}?cursor=nonsense`, undefined, ['cursor']],
  ] as const) {
    const given = `${method} ${path}${body ? ` with ${JSON.stringify(body)}` : ''}`
    const answer = await ask(app, method, path, { as: ada, ...(body && { body }) })
    expect(pathsOf(answer), `the paths in the details that ${given} is answered with`).toEqual(wanted)
  }
})
