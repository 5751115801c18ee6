/** What a learner reads when honest code goes wrong: the input, what was promised, what came, and a line of their own. */
import { beforeAll, describe, expect, it } from 'vitest'
import { ADDING, type JudgedAnswer, judgeMany, type Room, SERVING } from '../fixtures/many.ts'

interface Case {
  name: string
  code: string
  /** What the verdict holds. */
  is: object
}

const ADD = 'export const add = (a: number, b: number): number => a + b\n'
const ODD = "const odd = new Error('odd')\n"
const PASSED = { status: 'passed' }

function failed(check: object): object {
  return { status: 'failed', checks: [check, expect.anything()] }
}

function notLoaded(message: RegExp, line?: number): object {
  const frame = line === undefined ? {} : { frame: expect.objectContaining({ line }) }
  return { status: 'crashed', phase: 'load', message: expect.stringMatching(message), ...frame }
}

const modules: Case[] = [
  {
    name: 'text that looks like a comment or an import',
    code: `const ANY = '/*'\n// idea taken from 'vitest'\n${ADD}export const trim = (p: string) => p.replace(/\\/*$/, ANY)`,
    is: PASSED,
  },
  {
    name: 'several names in one export',
    code: 'const a = 1, b = (x: number, y: number) => x + y\nexport const once = a, add = b',
    is: PASSED,
  },
  {
    name: 'names taken out of an object',
    code: 'const tools = () => ({ add: (a: number, b: number) => a + b })\nexport const { add } = tools()',
    is: PASSED,
  },
  {
    name: 'a default export',
    code: 'export default function add(a: number, b: number) { return a + b }',
    is: notLoaded(/does not export add.*without “default”/),
  },
  {
    name: 'an export of CommonJS',
    code: 'module.exports = { add: (a, b) => a + b }',
    is: notLoaded(/does not export add.*module\.exports/),
  },
  {
    name: 'a stack that is no text, at import',
    code: `${ADD}${ODD}Reflect.set(odd, 'stack', [1])\nthrow odd`,
    is: notLoaded(/^odd$/),
  },
  {
    name: 'a stack that is no text',
    code: `export function add() {\n${ODD}Reflect.set(odd, 'stack', 42)\nthrow odd }`,
    is: failed({ message: 'odd' }),
  },
  {
    name: 'an object without a prototype, thrown at import',
    code: `${ADD}throw Object.create(null)`,
    is: notLoaded(/^It threw \[Object: null prototype\] \{\}, which is not an Error/),
  },
  {
    name: 'an object without a prototype',
    code: 'export function add() { throw Object.create(null) }',
    is: failed({ message: expect.stringMatching(/^threw \[Object: null prototype\] \{\}/) }),
  },
  { name: 'null, thrown at import', code: `${ADD}throw null`, is: notLoaded(/^It threw null, which is not an Error/) },
  {
    name: 'stacks as a list of places',
    code: "Error.prepareStackTrace = (_, sites) => sites\nexport function add() {\n  throw new Error('mine')\n}",
    is: failed({ message: 'mine', frame: { file: 'answer-11.ts', line: 3 } }),
  },
  {
    name: 'a way to make stacks that throws',
    code: "Error.prepareStackTrace = () => { throw new Error('bad') }\nexport const add = () => 0",
    is: failed({ given: 'add(2, 3)', expected: '5', received: '0' }),
  },
  {
    name: 'a message that is an object',
    code: "export function add() {\n  throw Object.assign(new Error('x'), { message: { code: 7 } })\n}",
    is: failed({
      message: 'threw an error whose message is not text: { code: 7 }',
      frame: { file: 'answer-13.ts', line: 2 },
    }),
  },
  {
    name: 'a message that cannot be read',
    code: "export function add() {\n  throw Object.defineProperty(new Error('x'), 'message', { get() { throw new Error('y') } })\n}",
    is: failed({ message: expect.stringMatching(/^threw an error/) }),
  },
  {
    name: 'a message of a megabyte',
    code: "export function add() {\n  throw new Error('/'.repeat(1_000_000))\n}",
    is: failed({
      message: expect.stringMatching(/^\/{1000} … \(1,000,000 characters\)$/),
      frame: { file: 'answer-15.ts', line: 2 },
    }),
  },
  {
    name: 'a thrown value that is a trap',
    code: "const trap = { getPrototypeOf() { throw new Error('trap') }, get() { throw new Error('trap') } }\nexport function add() { throw new Proxy(new Error('a'), trap) }",
    is: failed({ message: expect.stringMatching(/which is not an Error/) }),
  },
  {
    name: 'a result that is a trap',
    code: "const trap = { get() { throw new Error('trap') } }\nexport const add = () => new Proxy({}, trap)",
    is: failed({ message: 'trap' }),
  },
  {
    name: 'a result that shows itself by throwing',
    code: "import { inspect } from 'node:util'\nexport const add = () => ({ [inspect.custom]() { throw new Error('no') } })",
    is: failed({ given: 'add(2, 3)' }),
  },
  {
    name: 'a package that is not there',
    code: `import all from 'no-such-package'\n${ADD}void all`,
    is: notLoaded(/^Cannot find package 'no-such-package', which answer-19\.ts imports/, 1),
  },
  {
    name: 'decorators',
    code: `const log = (value: unknown, _: unknown) => value\n\n@log\nclass Service {}\n${ADD}void Service`,
    is: notLoaded(/Node\.js runs no decorators \(@log\)/, 3),
  },
  {
    name: 'an error, thrown where the check compares',
    code: "export function add() {\n  throw new RangeError('too large')\n}",
    is: failed({ request: 'add(2, 3)', message: 'RangeError: too large', frame: expect.objectContaining({ line: 2 }) }),
  },
  {
    name: 'an error with another one behind it',
    code: "export function add() {\n  throw new Error('fetch failed', { cause: new Error('connect ECONNREFUSED 127.0.0.1:9') })\n}",
    is: failed({ message: 'fetch failed (connect ECONNREFUSED 127.0.0.1:9)' }),
  },
]

const PING = "app.get('/ping', (_, response) => { response.type('text').send('pong') })"
const app = (before: string, after: string) =>
  `import express from 'express'\nexport function buildApp() {\n  const app = express()\n  ${before}\n  ${after}\n}`

const servers: Case[] = [
  {
    name: 'names of types imported as if they were values',
    code: `import express, { Express, Request, Response } from 'express'\nexport function buildApp(): Express {\n  const app = express()\n  app.get('/ping', (_: Request, response: Response) => { response.send('pong') })\n  return app\n}`,
    is: PASSED,
  },
  {
    name: 'an app that is not returned',
    code: app(PING, ''),
    is: notLoaded(/buildApp returned undefined. Does it end with “return app”\?/, 2),
  },
  {
    name: 'an app that never comes',
    code: "import express from 'express'\nexport async function buildApp() {\n  const app = express()\n  await new Promise(() => undefined)\n  return app\n}",
    is: notLoaded(/There is no app yet: an await in buildApp waits for something that does not come/, 4),
  },
  {
    name: 'a file that waits for ever',
    code: "import express from 'express'\nawait new Promise(() => undefined)\nexport const buildApp = () => express()",
    is: notLoaded(/There is no app yet: a top-level await waits for something that does not come/, 2),
  },
  {
    name: 'a server that listens already',
    code: app(PING, 'return app.listen(0)'),
    is: notLoaded(/listens already, on port \d+.*without calling listen/, 5),
  },
  {
    name: 'a router',
    code: app('', 'const router = express.Router()\n  return router'),
    is: notLoaded(/returned a router/, 2),
  },
  {
    name: 'an app in the place of a function',
    code: "import express from 'express'\nexport const buildApp = express()",
    is: notLoaded(/buildApp is an app itself/, 2),
  },
  {
    name: 'text in the place of an app',
    code: "export const buildApp = () => 'hello'",
    is: notLoaded(/returned 'hello', which is no app/, 1),
  },
  {
    name: 'messages to its parent that are its own',
    code: `process.send?.({ hello: 1 })\nprocess.send?.({ error: 1 })\nprocess.send?.('x')\n${app(PING, 'return app')}`,
    is: PASSED,
  },
  {
    name: 'a body that never ends',
    code: app("app.get('/ping', (_, response) => { response.write('pong') })", 'return app'),
    is: {
      status: 'timed-out',
      checks: [
        {
          message: expect.stringMatching(
            /^GET \/ping was answered with 200, but the answer did not end within [\d.]+ s \(4 bytes\)/,
          ),
        },
        { status: 'not-run', message: expect.stringMatching(/not run: the run ended in “answers \/ping with pong”/) },
      ],
    },
  },
  {
    name: 'an error in a handler',
    code: app("app.get('/ping', () => {\n    throw new RangeError('no pong today')\n  })", 'return app'),
    is: failed({
      given: 'GET /ping',
      expected: "'pong'",
      cause: 'GET /ping ended in RangeError: no pong today',
      frame: { file: 'answer-11.ts', line: 5 },
    }),
  },
  {
    name: 'a wrong status, in a check that does not name its request',
    code: app("app.use((_, response) => { response.send('pong') })", 'return app'),
    is: {
      status: 'failed',
      checks: [expect.anything(), { request: 'GET /nothing', expected: '404', received: '200' }],
    },
  },
  {
    name: 'an object without a prototype, thrown by buildApp',
    code: 'export function buildApp() { throw Object.create(null) }',
    is: notLoaded(/^It threw \[Object: null prototype\]/),
  },
  {
    name: 'stacks as a list of places',
    code: "Error.prepareStackTrace = (_, sites) => sites\nexport function buildApp() {\n  throw new Error('mine')\n}",
    is: notLoaded(/^mine$/, 3),
  },
  {
    name: 'null, thrown where nobody catches it',
    code: app("app.get('/ping', () => { setImmediate(() => { throw null }) })", 'return app'),
    is: { status: 'crashed', phase: 'run', output: expect.stringContaining('throw null') },
  },
]

describe.each([
  ['a module exercise', modules, ADDING],
  ['a server exercise', servers, SERVING],
] as const)('in %s', (_, cases, room) => {
  let verdicts: JudgedAnswer[] = []
  beforeAll(async () => {
    verdicts = await judgeMany(
      cases.map(({ code }) => code),
      room,
    )
  }, 60_000)

  it.each(cases.map((each, index) => ({ ...each, index })))(
    '$name',
    { timeout: 60_000 },
    async ({ code, is, index }) => {
      let verdict = verdicts[index]
      // What has run out of time on a busy machine is looked at once more.
      const isLate =
        ['inconclusive', 'timed-out'].includes(verdict.status) && !('status' in is && is.status === 'timed-out')
      if (isLate) [verdict] = await judgeMany([code], room)
      // A case that runs out of time on a machine that is too busy to tell is a verdict of its own.
      if (verdict.status === 'inconclusive') return expect(is).toMatchObject({ status: 'timed-out' })
      expect(verdict).toMatchObject(is)
      const said = [verdict.message, verdict.checks[0]?.message].join('\n')
      expect(said).not.toMatch(/node_modules|[\\/]dist[\\/]/)
    },
  )
})

/** One check for each way to fail that says little by itself. */
const MATCHERS: Room = {
  ...ADDING,
  checks: `import { check, expect } from 'backend-workbook/check'
import { add } from '../../exercises/01-adding/$ID.ts'

check('matches', { read: 'what-plus-does' }, () => expect((add as any)(1, 2), 'add(1, 2)').toMatch(/3/))

check('is more', { read: 'what-plus-does' }, () => expect((add as any)(1, 2), 'add(1, 2)').toBeGreaterThan(2))

check('is another', { read: 'what-plus-does' }, () => expect(200, 'the status of GET /x').not.toBe(200))

check('throws', { read: 'what-plus-does' }, () => expect(() => add(1, 2), 'add(1, 2)').toThrow('no'))

check('throws a kind', { read: 'what-plus-does' }, () => expect(() => add(1, 2), 'add(1, 2)').toThrow(RangeError))

check('was called', { read: 'what-plus-does' }, () => expect(add(1, 2), 'add(1, 2)').toHaveBeenCalledTimes(1))
`,
}

it('a check that fails says with what, what was promised and what came', async () => {
  const [verdict] = await judgeMany(['export function add(_a: number, _b: number): any {}\n'], MATCHERS)
  const { checks } = verdict
  expect(verdict).toMatchObject({ status: 'failed' })
  expect(checks).toMatchObject([
    { given: 'add(1, 2)', message: 'expected undefined to match /3/' },
    { given: 'add(1, 2)', message: 'expected undefined to be greater than 2' },
    { given: 'the status of GET /x', expected: 'anything but 200', received: '200' },
    { given: 'add(1, 2)', message: expect.stringMatching(/^expected .*throw an error/) },
    { given: 'add(1, 2)', message: expect.stringMatching(/^expected .*throw/) },
    { given: 'add(1, 2)', message: 'expected undefined to have been called times 1' },
  ])
}, 30_000)
