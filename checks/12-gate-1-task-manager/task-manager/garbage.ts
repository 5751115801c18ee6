import { type Asking, TASKS, type Task, USERS, type User } from './client.ts'

/** A request that no client should send. */
export type Garbage = [method: string, path: string, asking: Asking]

const deep = (open: string, close: string, times: number) => open.repeat(times) + close.repeat(times)

const BODIES: (string | Uint8Array)[] = [
  ...[
    'null',
    '7',
    'true',
    '"title"',
    '[]',
    '[{"title":"x"}]',
    '{',
    '{]',
    '{"title":}',
    '\u0000',
    'title=x',
    '<title/>',
  ],
  ...[deep('[', ']', 20_000), deep('{"title":', '}', 5000).replace('}', '1}'), `{"title":${deep('[', ']', 5000)}}`],
  `{"title":"${'x'.repeat(90_000)}"}`,
  `{"title":"${'x'.repeat(400_000)}"}`,
  `{${Array.from({ length: 5000 }, (_, index) => `"k${index}":1`).join()}}`,
  '{"title":"x","title":{"$gt":""}}',
  '{"title":"x","priority":1e999}',
  '{"title":"x","priority":-9007199254740993}',
  '{"__proto__":{"status":"done","isAdmin":true},"title":"x"}',
  '{"constructor":{"prototype":{"status":"done"}},"title":"x"}',
  '{"title":{"__proto__":{"status":"done"}}}',
  '{"title":{"$ne":null}}',
  '{"title":"x","$where":"sleep(5000)"}',
  '{"$set":{"version":99},"title":"x"}',
  '{"$inc":{"version":99}}',
  '{"title":"x","status":{"$in":["todo"]}}',
  '{"title":{"toString":1,"length":-1}}',
  Uint8Array.from({ length: 2048 }, (_, index) => (index * 37) % 256),
  Uint8Array.from([0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]),
]

const IDS = [
  '%00',
  '%zz',
  '%F0%9F%92%A9',
  '[object%20Object]',
  '{"$ne":null}',
  '..%2f..%2fusers',
  'x'.repeat(4000),
  '-1',
  '__proto__',
]

/** Headers that no body parser should trip over. */
const HEADERS: Record<string, string>[] = [
  { 'content-type': 'application/json; charset=utf-99' },
  { 'content-type': 'application/xml' },
  { 'content-type': 'json' },
  { 'content-encoding': 'gzip' },
  { 'content-encoding': 'nonsense' },
]

/** All of it is to be answered with a 4xx, and to change nothing. */
export function garbage(as: User, task: Task): Garbage[] {
  const path = `${TASKS}/${task.id}`
  return [
    ...BODIES.map((body): Garbage => ['POST', TASKS, { as, body }]),
    ...inTurn(BODIES, [
      (body) => ['PATCH', path, { as, body }],
      (body) => ['POST', USERS, { body }],
      (body) => ['PATCH', `${USERS}/${as.id}`, { as, body }],
    ]),
    ...IDS.map((id): Garbage => ['GET', `${TASKS}/${id}`, { as }]),
    ...inTurn(IDS, [
      (id) => ['PATCH', `${TASKS}/${id}`, { as, body: { title: 'x' } }],
      (id) => ['DELETE', `${TASKS}/${id}`, { as }],
      (id) => ['GET', `${USERS}/${id}`, {}],
      (id) => ['GET', TASKS, { as: id }],
    ]),
    ...HEADERS.map((headers): Garbage => ['POST', TASKS, { as, body: '{"title"', headers }]),
    ...['cursor=%7B%22%24gt%22%3A%22%22%7D', 'dueBefore=%24gt', 'limit=NaN', 'limit=Infinity', 'status=%00'].map(
      (query): Garbage => ['GET', `${TASKS}?${query}`, { as }],
    ),
  ]
}

/** Each goes to one of the routes, one after the other. */
function inTurn<T>(rows: T[], routes: ((row: T) => Garbage)[]): Garbage[] {
  return rows.flatMap((row, index) => {
    const route = routes[index % routes.length]
    return route ? [route(row)] : []
  })
}

/** Queries that may be refused or left out, but never work as an operator. */
export const OPERATORS = [
  'status[$ne]=todo',
  'status[$in][]=done',
  'priority[$gt]=4',
  'title[$regex]=^y',
  'search[$regex]=^y',
  '$where=false',
  '__proto__[status]=done',
  'status.$ne=todo',
]
