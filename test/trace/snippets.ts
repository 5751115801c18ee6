/** Programs whose output is a matter of order alone, the same on every run. */

export interface OrderSnippet {
  name: string
  file: string
  code: string
}

export const ORDER_SNIPPETS: OrderSnippet[] = [
  {
    name: 'the riddle of day 2, as CommonJS',
    file: 'riddle.cjs',
    code: `setTimeout(() => console.log('timer'), 0)
Promise.resolve().then(() => console.log('promise'))
process.nextTick(() => console.log('tick'))
console.log('now')`,
  },
  {
    name: 'the riddle of day 2, as an ES module',
    file: 'riddle.mjs',
    code: `setTimeout(() => console.log('timer'), 0)
Promise.resolve().then(() => console.log('promise'))
process.nextTick(() => console.log('tick'))
console.log('now')`,
  },
  {
    name: 'all phases, from a callback of I/O',
    file: 'phases.cjs',
    code: `require('node:fs').stat('.', () => {
  setTimeout(() => console.log('6 timer'), 0)
  setImmediate(() => {
    console.log('4 immediate')
    setImmediate(() => console.log('7 immediate of an immediate'))
    Promise.resolve().then(() => console.log('5 its promise job'))
  })
  process.nextTick(() => console.log('2 tick'))
  queueMicrotask(() => console.log('3 microtask'))
  console.log('1 synchronous')
  for (const end = performance.now() + 5; performance.now() < end; );
})`,
  },
  {
    name: 'two lists of timers',
    file: 'lists.mjs',
    code: `const busy = (ms) => { for (const end = performance.now() + ms; performance.now() < end; ); }
setTimeout(() => console.log('A'), 60)
busy(30)
setTimeout(() => console.log('B'), 60)
busy(6)
setTimeout(() => console.log('D'), 36)
busy(200)`,
  },
  {
    name: 'two chains of promises',
    file: 'chains.mjs',
    code: `const chain = (name) => Promise.resolve().then(() => console.log(name, 1)).then(() => console.log(name, 2)).then(() => console.log(name, 3))
setImmediate(() => console.log('immediate'))
chain('a')
chain('b')`,
  },
  {
    name: 'a tick that a microtask sets',
    file: 'tick-of-microtask.cjs',
    code: `queueMicrotask(() => {
  console.log('2 microtask')
  process.nextTick(() => console.log('4 tick'))
})
queueMicrotask(() => console.log('3 microtask'))
process.nextTick(() => console.log('1 tick'))`,
  },
  {
    name: 'awaits of values, promises and thenables, beside chains',
    file: 'awaits.mjs',
    code: `const then = { then(done) { console.log('thenable'); done('x') } }
async function f(name, value) { console.log(name, 0); console.log(name, await value); await null; console.log(name, 2) }
f('value', 1); f('promise', Promise.resolve(2)); f('thenable', then)
Promise.resolve().then(() => console.log('c1')).then(() => console.log('c2')).then(() => console.log('c3')).then(() => console.log('c4'))
const returned = async () => Promise.resolve('inner')
returned().then(console.log)
await 0
console.log('top')
process.nextTick(() => console.log('tick'))`,
  },
  {
    name: 'generators, and an event that is waited for',
    file: 'iterate.mjs',
    code: `import { EventEmitter, once } from 'node:events'
async function* rows() { for (let i = 0; i < 3; i++) { console.log('yield', i); yield i } }
const emitter = new EventEmitter()
setImmediate(() => { emitter.emit('go', 7); console.log('emitted') })
Promise.resolve().then(() => console.log('job'))
for await (const row of rows()) console.log('got', row)
console.log(await once(emitter, 'go'))`,
  },
  {
    name: 'errors that a listener catches, and the end of the process',
    file: 'errors.cjs',
    code: `process.on('uncaughtException', (error, origin) => console.log(origin, error.message))
process.on('beforeExit', () => console.log('beforeExit'))
process.on('exit', () => console.log('exit'))
setTimeout(() => { throw new Error('timer') }, 1)
setTimeout(() => console.log('next timer'), 1)
queueMicrotask(() => { throw new Error('microtask') })
process.nextTick(() => { throw new Error('tick') })
Promise.reject(new Error('rejected'))
console.log(new Error('where').stack.split('\\n').slice(0, 3).join('\\n'))`,
  },
  {
    name: 'timers that repeat, and timers that are cleared',
    file: 'intervals.cjs',
    code: `let left = 3
const timer = setInterval(() => { console.log('interval', left); if (--left === 0) clearInterval(timer) }, 2)
const never = setTimeout(() => console.log('never'), 1)
clearTimeout(never)
process.nextTick(() => queueMicrotask(() => console.log('microtask of a tick')))`,
  },
  {
    name: 'sockets that open and close',
    file: 'sockets.cjs',
    code: `const net = require('node:net')
const server = net.createServer((socket) => { console.log('1 connection'); socket.end('hello') }).listen(0, '127.0.0.1', () => {
  const client = net.connect(server.address().port, '127.0.0.1')
  client.on('data', (data) => console.log('2', String(data)))
  client.on('end', () => console.log('3 end'))
  client.on('close', () => { console.log('4 close'); process.nextTick(() => console.log('5 tick')); server.close(() => console.log('6 closed')) })
})`,
  },
  {
    name: 'promises of timers and files, one after the other',
    file: 'waits.mjs',
    code: `import { readFile } from 'node:fs/promises'
import { setImmediate as round, setTimeout as sleep } from 'node:timers/promises'
await sleep(2)
console.log('slept')
await round()
console.log('a round later')
console.log((await readFile(new URL(import.meta.url))).length > 0)
const signal = AbortSignal.timeout(3)
await sleep(5000, 0, { signal }).catch((error) => console.log(error.name))`,
  },
  {
    name: 'streams in a pipeline',
    file: 'streams.mjs',
    code: `import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
const loud = new Transform({ objectMode: true, transform(word, _, done) { console.log('in', word); setImmediate(() => done(null, word.toUpperCase())) } })
queueMicrotask(() => console.log('microtask'))
process.nextTick(() => console.log('tick'))
await pipeline(Readable.from(['a', 'b']), loud, async function (words) { for await (const word of words) console.log('out', word) })
console.log('done')`,
  },
  {
    name: 'TypeScript',
    file: 'typed.ts',
    code: `interface Named { name: string }
enum Kind { tick = 'tick', promise = 'promise' }
const say = ({ name }: Named): void => console.log(name)
process.nextTick(() => say({ name: Kind.tick }))
Promise.resolve().then(() => say({ name: Kind.promise }))
await null
say({ name: 'awaited' })`,
  },
]
