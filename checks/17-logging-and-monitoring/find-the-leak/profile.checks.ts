import { check, expect } from 'backend-workbook/check'
import { hottest } from '../../../exercises/17-logging-and-monitoring/find-the-leak.ts'
import { type DrawnCall, profileOf } from '../heaps.ts'

const url = 'file:///srv/app.js'

check('sums up the time of each sample until the next, and of the last until the end', { read: 'cpu-profiles' }, () => {
  const root = {
    name: '(root)',
    calls: [
      { name: 'parse', line: 3 },
      { name: 'render', line: 12 },
    ],
  }
  const profile = profileOf(root, [
    ['parse', 5],
    ['render', 2],
    ['parse', 1],
    ['render', 7],
  ])
  expect(hottest(profile), 'parse 5 ms, render 2 ms, parse 1 ms, render 7 ms until endTime').toEqual([
    { name: 'render', url, line: 12, selfMs: 9, totalMs: 9 },
    { name: 'parse', url, line: 3, selfMs: 6, totalMs: 6 },
  ])
})

check('tells the time in a function from the time in what it calls', { read: 'cpu-profiles' }, () => {
  const root = {
    name: '(root)',
    calls: [{ name: 'handle', line: 5, calls: [{ name: 'parse', line: 20, calls: [{ name: 'trim', line: 30 }] }] }],
  }
  const profile = profileOf(root, [
    ['handle', 1],
    ['trim', 4],
    ['parse', 2],
    ['trim', 8],
  ])
  expect(hottest(profile), 'handle calls parse calls trim: 1 ms in handle, 2 in parse, 12 in trim').toEqual([
    { name: 'trim', url, line: 30, selfMs: 12, totalMs: 12 },
    { name: 'parse', url, line: 20, selfMs: 2, totalMs: 14 },
    { name: 'handle', url, line: 5, selfMs: 1, totalMs: 15 },
  ])
})

check('takes a function for one, wherever it stands, and counts recursion once', { read: 'cpu-profiles' }, () => {
  const walk = { name: 'walk', line: 8 }
  const root = {
    name: '(root)',
    calls: [
      { name: 'a', line: 1, calls: [{ ...walk, as: 'walk in a', calls: [{ ...walk, as: 'walk in walk' }] }] },
      { name: 'b', line: 2, calls: [{ ...walk, as: 'walk in b' }] },
      { ...walk, as: 'another column', column: 40 },
      { ...walk, as: 'another file', url: 'file:///srv/lib.js' },
    ],
  }
  const profile = profileOf(root, [
    ['walk in a', 1],
    ['walk in walk', 2],
    ['walk in b', 4],
    ['another column', 16],
    ['another file', 32],
  ])
  expect(hottest(profile), 'walk under a, under itself and under b: 1, 2 and 4 ms; two others named walk').toEqual([
    { name: 'walk', url: 'file:///srv/lib.js', line: 8, selfMs: 32, totalMs: 32 },
    { name: 'walk', url, line: 8, selfMs: 16, totalMs: 16 },
    { name: 'walk', url, line: 8, selfMs: 7, totalMs: 7 },
    { name: 'a', url, line: 1, selfMs: 0, totalMs: 3 },
    { name: 'b', url, line: 2, selfMs: 0, totalMs: 4 },
  ])

  // Recursion through others: an order has lines, a line has parts, a part has lines again: four rounds, and a millisecond in each call.
  const names = ['order', 'lines', 'parts']
  const called = Array.from({ length: 12 }, (_, depth) => ({ name: names[depth % 3] ?? '', as: `call ${depth}` }))
  const trim: DrawnCall = { name: 'trim', line: 9 }
  const outermost = called.reduceRight<DrawnCall>((inner, call) => ({ ...call, calls: [inner] }), trim)
  for (const deepest of [3, 4, 7, 12]) {
    const samples = called.slice(0, deepest).map(({ as }): [string, number] => [as, 1])
    const inTurn = profileOf({ name: '(root)', calls: [outermost] }, [...samples, ['trim', 10]])
    const total = Object.fromEntries(hottest(inTurn).map(({ name, totalMs }) => [name, totalMs]))
    const all = deepest + 10
    expect(
      total,
      `totalMs: order calls lines calls parts calls order …, ${deepest} calls of 1 ms, and trim inside them all, 10 ms`,
    ).toEqual({ order: all, lines: all - 1, parts: all - 2, trim: 10 })
  }
})

check('leaves out what is not a function, and names what has no name', { read: 'cpu-profiles' }, () => {
  const root = {
    name: '(root)',
    calls: [
      { name: '(program)' },
      { name: '(idle)' },
      { name: '(garbage collector)' },
      { name: '', as: 'arrow', line: 4 },
      { name: 'never', line: 5 },
      { name: 'glance', line: 7 },
      { name: '(anonymous)', line: 6, as: 'named so' },
      { name: 'stat', url: '' },
    ],
  }
  const profile = profileOf(root, [
    ['(idle)', 50],
    ['glance', 0],
    ['arrow', 3],
    ['(program)', 9],
    ['(garbage collector)', 8],
    ['(root)', 1],
    ['named so', 2],
    ['stat', 1],
  ])
  expect(
    hottest(profile),
    'idle 50 ms, glance 0 ms, an arrow function 3 ms, V8 itself 18 ms, one named (anonymous) 2 ms, stat of Node without a url 1 ms',
  ).toEqual([
    { name: '(anonymous)', url, line: 4, selfMs: 3, totalMs: 3 },
    { name: '(anonymous)', url, line: 6, selfMs: 2, totalMs: 2 },
    { name: 'stat', url: '', line: 1, selfMs: 1, totalMs: 1 },
  ])
})
