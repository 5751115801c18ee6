import { check, expect, sharedProject } from 'backend-workbook/check'
import {
  type Answer,
  ask,
  askAll,
  atOnce,
  expectInvalid,
  newTask,
  newUser,
  readPage,
  TASKS,
  type Task,
  titlesOf,
  USERS,
  walk,
} from './client.ts'

check(
  'shows every task once, page by page, in every order',
  { read: 'pagination', requirement: 'pagination', points: 2 },
  async () => {
    const app = await sharedProject()
    const ada = await newUser(app)
    // Three priorities for 24 tasks: whoever sorts by priority alone has eight that share a place.
    const made = await atOnce(24, (index) => newTask(app, ada, { title: `task ${index}`, priority: 1 + (index % 3) }))
    const all = titlesOf(made).sort()
    for (const [sort, keyOf] of [
      ['createdAt', (task: Task) => task.createdAt],
      ['-createdAt', (task: Task) => task.createdAt],
      ['priority', (task: Task) => `${task.priority}`],
      ['-priority', (task: Task) => `${task.priority}`],
    ] as const) {
      const given = `GET ${TASKS}?limit=6&sort=${sort}, on all pages`
      const pages = await walk<Task>(app, TASKS, `limit=6&sort=${sort}`, ada)
      expect(titlesOf(pages.flat()).sort(), `the titles in ${given}`).toEqual(all)
      const values = pages.flat().map(keyOf)
      const wanted = [...values].sort()
      expect(values, `${sort.replace('-', '')} in ${given}`).toEqual(sort.startsWith('-') ? wanted.reverse() : wanted)
      expect(
        pages.map((page) => page.length),
        `tasks on the pages of ${given}`,
      ).toEqual([6, 6, 6, 6])
    }
    const [first, newest, most] = [
      await readPage<Task>(app, TASKS, '', ada),
      await readPage<Task>(app, TASKS, 'limit=20&sort=-createdAt', ada),
      await readPage<Task>(app, TASKS, 'limit=100', ada),
    ]
    expect(first.data.length, `tasks in GET ${TASKS}, of 24`).toBe(20)
    expect(titlesOf(first.data), `the titles in GET ${TASKS}, newest first`).toEqual(titlesOf(newest.data))
    expect(first.data[0], 'a task in the list').toEqual(made.find(({ id }) => id === first.data[0]?.id))
    expect(most.data.length, `tasks in GET ${TASKS}?limit=100, of 24`).toBe(24)
  },
)

check(
  'skips and repeats nothing while others create and delete',
  { read: 'pagination', requirement: 'pagination', points: 3 },
  async () => {
    const app = await sharedProject()
    for (const sort of ['-createdAt', 'priority']) {
      const ada = await newUser(app)
      const made = await atOnce(12, (index) => newTask(app, ada, { title: `task ${index}`, priority: 1 + (index % 2) }))
      const deleted = new Set<string>()
      const pages = await walk<Task>(app, TASKS, `limit=5&sort=${sort}`, ada, async (page) => {
        // The one that the next page begins after; and more come than go, so that places move.
        const id = page.at(-1)?.id ?? ''
        await ask(app, 'DELETE', `${TASKS}/${id}`, { as: ada })
        deleted.add(id)
        for (const priority of [1, 1]) await newTask(app, ada, { title: 'new', priority })
      })
      const stayed = made.filter(({ id }) => !deleted.has(id))
      const shown = pages.flat().filter(({ id }) => !deleted.has(id))
      const given = `GET ${TASKS}?limit=5&sort=${sort}, page by page, while tasks come and go`
      const old = titlesOf(shown.filter(({ title }) => title !== 'new')).sort()
      expect(old, `the titles of tasks that were there all the time, in ${given}`).toEqual(titlesOf(stayed).sort())
      const ids = shown.map(({ id }) => id)
      expect(ids.length - new Set(ids).size, `how many tasks were shown twice in ${given}`).toBe(0)
    }
  },
)

check(
  'refuses limits, cursors and sorts that make no sense',
  { read: 'validation', requirement: 'pagination', points: 1 },
  async () => {
    const app = await sharedProject()
    const ada = await newUser(app)
    const answering = (queries: string[], paths: string[], look: (answer: Answer, given: string) => void) =>
      askAll(
        queries.flatMap((query) => paths.map((path) => `${path}?${query}`)),
        (path) => ask(app, 'GET', path, { as: ada }),
        (answer, path) => look(answer, `GET ${path}`),
      )
    const isTaken = ({ status }: Answer, given: string) => expect(status, given).toBe(200)
    await answering(['limit=1', 'limit=100', 'sort=priority', 'utm_source=mail', ''], [TASKS, USERS], isTaken)
    const limits = ['0', '-1', '101', '2.5', '1e1', '0x10', '5 apples', 'no.5', '99999999999999999999', '5&limit=6', '']
    const cursors = ['nonsense', '%00', '0', 'null', 'WyJjcmVhdGVkQXQiXQ', 'eyIkZ3QiOiIifQ', 'x'.repeat(3000), '']
    const sorts = [
      'title',
      '--createdAt',
      'createdAt,priority',
      'constructor',
      '__proto__',
      'priority&sort=createdAt',
      '',
    ]
    const both = [...limits.map((limit) => `limit=${limit}`), ...cursors.map((cursor) => `cursor=${cursor}`)]
    await answering(both, [TASKS, USERS], expectInvalid)
    await answering(
      sorts.map((sort) => `sort=${sort}`),
      [TASKS],
      expectInvalid,
    )
  },
)
