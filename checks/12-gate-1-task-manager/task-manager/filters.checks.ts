import { type App, check, expect, sharedProject } from 'backend-workbook/check'
import {
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
  type User,
  walk,
} from './client.ts'

const shown = async (app: App, as: User, query: string) =>
  titlesOf((await readPage<Task>(app, TASKS, query, as)).data).sort()

check(
  'filters by status, priority and due day, alone and together',
  { read: 'filters', requirement: 'filters', points: 2 },
  async () => {
    const app = await sharedProject()
    const ada = await newUser(app)
    const tasks = [
      { title: 'a', status: 'todo', priority: 1, dueOn: '2026-02-28' },
      { title: 'b', status: 'todo', priority: 5, dueOn: '2026-03-01' },
      { title: 'c', status: 'doing', priority: 5, dueOn: '2026-03-02' },
      { title: 'd', status: 'done', priority: 5, dueOn: '2025-12-31' },
      { title: 'e', status: 'done', priority: 2, dueOn: null },
    ]
    await atOnce(tasks.length, (index) => newTask(app, ada, tasks[index]))
    for (const [query, titles] of [
      ['status=todo', 'ab'],
      ['status=doing', 'c'],
      ['status=done', 'de'],
      ['priority=1', 'a'],
      ['priority=5', 'bcd'],
      ['dueBefore=2026-03-01', 'ad'],
      ['dueBefore=2030-01-01', 'abcd'],
      ['status=todo&priority=5', 'b'],
      ['dueBefore=2026-03-02&priority=5&status=done', 'd'],
      ['status=done&dueBefore=2026-01-01&search=E', ''],
      [`search=${'x'.repeat(100)}`, ''],
      ['sort=priority&priority=4', ''],
    ] as const) {
      expect(await shown(app, ada, query), `the titles in GET ${TASKS}?${query}`).toEqual([...titles])
    }
    const pages = await walk<Task>(app, TASKS, 'limit=1&priority=5&sort=createdAt', ada)
    expect(titlesOf(pages.flat()).sort(), 'with priority=5 and limit=1, on all pages').toEqual(['b', 'c', 'd'])
    const wrong = [
      ...[
        'status=later',
        'status=TODO',
        'status=constructor',
        'status=todo&status=done',
        'status=',
        'priority=',
        'dueBefore=',
      ],
      ...['priority=0', 'priority=6', 'priority=2.0', 'priority=high'],
      ...['dueBefore=2026-02-30', 'dueBefore=tomorrow', 'dueBefore=2026', `search=${'x'.repeat(101)}`, 'search='],
    ]
    await askAll(
      wrong,
      (query) => ask(app, 'GET', `${TASKS}?${query}`, { as: ada }),
      (answer, query) => expectInvalid(answer, `GET ${TASKS}?${query}`),
    )
  },
)

check(
  'searches titles for the text as it is, in small or capital letters',
  { read: 'filters', requirement: 'filters', points: 3 },
  async () => {
    const app = await sharedProject()
    const ada = await newUser(app)
    const titles = [
      'Rye (draft)',
      'rye final',
      'C++ or C#',
      'costs $5',
      'a.b',
      'aab',
      '[x] *done* ^',
      'C:\\temp|a?',
      '{2}',
    ]
    await atOnce(titles.length, (index) => newTask(app, ada, { title: titles[index] ?? '', description: 'no zebra' }))
    for (const [text, wanted] of [
      ['RYE', ['Rye (draft)', 'rye final']],
      ['(d', ['Rye (draft)']],
      ['c++', ['C++ or C#']],
      ['$', ['costs $5']],
      ['a.b', ['a.b']],
      ['.', ['a.b']],
      ['[', ['[x] *done* ^']],
      ['x]', ['[x] *done* ^']],
      ['*', ['[x] *done* ^']],
      ['^', ['[x] *done* ^']],
      ['\\', ['C:\\temp|a?']],
      ['|', ['C:\\temp|a?']],
      ['?', ['C:\\temp|a?']],
      ['{2}', ['{2}']],
      ['.*', []],
      ['b ', []],
      [' f', ['rye final']],
      ['zebra', []],
    ] as const) {
      const query = `search=${encodeURIComponent(text)}`
      expect(await shown(app, ada, query), `the titles in GET ${TASKS} with search=${text}`).toEqual([...wanted].sort())
    }
    const pages = await walk<Task>(app, TASKS, 'limit=1&search=rye', ada)
    expect(titlesOf(pages.flat()), 'with search=rye and limit=1, on all pages').toHaveLength(2)
  },
)
