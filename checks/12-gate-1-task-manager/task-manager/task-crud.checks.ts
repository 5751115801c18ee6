import { check, expect, sharedProject } from 'backend-workbook/check'
import {
  ask,
  dataOf,
  newTask,
  newUser,
  readPage,
  readTask,
  TASKS,
  type Task,
  UNKNOWN_IDS,
  untilLater,
} from './client.ts'

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

check(
  'creates a task with its defaults, and finds it again at its Location',
  { read: 'from-brief-to-routes', requirement: 'task-crud', points: 2 },
  async () => {
    const app = await sharedProject()
    const ada = await newUser(app)
    const time = expect.stringMatching(TIME)
    const own = { id: expect.any(String), ownerId: ada.id, version: 1, createdAt: time, updatedAt: time }
    const full = { title: 'pay', description: ' two\nlines ', status: 'doing', priority: 5, dueOn: '2028-02-29' }
    for (const [body, fields] of [
      [
        { title: '  call the mill ' },
        { title: 'call the mill', description: '', status: 'todo', priority: 3, dueOn: null },
      ],
      [full, full],
      [
        { title: 'x', description: '', dueOn: null },
        { title: 'x', description: '', dueOn: null },
      ],
    ] as const) {
      const given = `POST ${TASKS} with ${JSON.stringify(body)}`
      const answer = await ask(app, 'POST', TASKS, { as: ada, body })
      const task = dataOf<Task>(answer, 201, given)
      expect(task, `the data of ${given}`).toMatchObject({ ...own, ...fields })
      expect(answer.headers.get('location'), `Location of ${given}`).toBe(`${TASKS}/${task.id}`)
      expect(await readTask(app, ada, task, ' that was just made'), 'GET of a task that was just made').toEqual(task)
    }
    for (const id of UNKNOWN_IDS) {
      expect((await ask(app, 'GET', `${TASKS}/${id}`, { as: ada })).status, `GET ${TASKS}/${id}`).toBe(404)
    }
  },
)

check(
  'changes of a task what PATCH names, and counts its version up',
  { read: 'what-the-database-decides', requirement: 'task-crud', points: 2 },
  async () => {
    const app = await sharedProject()
    const ada = await newUser(app)
    const fields = { description: 'ask for rye', priority: 5, dueOn: '2026-03-01' }
    const [first, other] = [await newTask(app, ada, fields), await newTask(app, ada, fields)]
    let wanted = first
    for (const change of [
      { status: 'done' },
      { title: 'call again', priority: 1 },
      { description: '', dueOn: null },
      { dueOn: '2026-12-31' },
      // What it is already: a change that is answered with 200 all the same.
      { dueOn: '2026-12-31' },
    ]) {
      const given = `PATCH of a task with ${JSON.stringify(change)}`
      const before = wanted
      await untilLater(before.updatedAt)
      const answer = await ask(app, 'PATCH', `${TASKS}/${first.id}`, { as: ada, body: change })
      const changed = dataOf<Task>(answer, 200, given)
      wanted = { ...before, ...change, version: before.version + 1, updatedAt: changed.updatedAt }
      expect(changed, `the data of ${given}`).toMatchObject(wanted)
      expect(changed.updatedAt > before.updatedAt, `whether updatedAt is later after ${given}`).toBe(true)
      expect(await readTask(app, ada, first, ' after that'), 'GET after that').toEqual(changed)
    }
    expect(await readTask(app, ada, other), 'another task after all that').toEqual(other)
  },
)

check('deletes a task for good', { read: 'from-brief-to-routes', requirement: 'task-crud', points: 1 }, async () => {
  const app = await sharedProject()
  const ada = await newUser(app)
  const [task, other] = [await newTask(app, ada), await newTask(app, ada)]
  const path = `${TASKS}/${task.id}`
  const gone = await ask(app, 'DELETE', path, { as: ada })
  expect(gone.status, 'DELETE of a task').toBe(204)
  expect(gone.text, 'the body of that').toBe('')
  for (const method of ['GET', 'PATCH', 'DELETE']) {
    const body = method === 'PATCH' ? { body: { title: 'too late' } } : {}
    expect((await ask(app, method, path, { as: ada, ...body })).status, `${method} of that task`).toBe(404)
  }
  const { data } = await readPage<Task>(app, TASKS, 'limit=10', ada)
  expect(data, 'the list after that').toEqual([other])
})

check(
  'changes nothing when the task has another version by now',
  { read: 'what-the-database-decides', requirement: 'task-crud', points: 2 },
  async () => {
    const app = await sharedProject()
    const ada = await newUser(app)
    const task = await newTask(app, ada)
    const patch = (body: object) => ask(app, 'PATCH', `${TASKS}/${task.id}`, { as: ada, body })
    expect((await patch({ title: 'one', version: 1 })).status, 'PATCH with version 1 of a task with version 1').toBe(
      200,
    )
    for (const version of [1, 3]) {
      const given = `PATCH with version ${version} of a task with version 2`
      expect((await patch({ title: 'lost', version })).status, given).toBe(409)
      const now = await readTask(app, ada, task, ' after that')
      expect(now, `the task after ${given}`).toMatchObject({ title: 'one', version: 2 })
    }
    const last = dataOf(await patch({ title: 'two', version: 2 }), 200, 'PATCH with version 2 after that')
    expect(last, 'PATCH with version 2 after that').toMatchObject({ title: 'two', version: 3 })
  },
)
