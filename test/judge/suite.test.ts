/** A learner's own tests, in each dialect that `openSuite` understands. */
import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { Conditions, HostAnswer, SuiteReport } from '../../src/check/suite/messages.ts'

const packageRoot = join(import.meta.dirname, '../..')

let host: ChildProcess | undefined

afterAll(() => {
  host?.kill('SIGKILL')
})

/** Runs one file of tests. */
function run(text: string, conditions: Conditions = {}, more: Record<string, string> = {}): Promise<SuiteReport> {
  host ??= fork(join(packageRoot, 'dist', 'suite-host.cjs'), [], {
    execArgv: ['--experimental-vm-modules', '--no-warnings'],
    env: { ...process.env, COURSE_PROJECT: packageRoot },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  const child = host
  return new Promise((resolve) => {
    const hear = ({ report }: HostAnswer) => {
      if (!report) return
      child.off('message', hear)
      resolve(report)
    }
    child.on('message', hear)
    const modules = { 'own.test.ts': text, ...more }
    child.send({ token: '', order: { modules, tests: ['own.test.ts'], conditions } })
  })
}

const states = ({ tests }: SuiteReport) => Object.fromEntries(tests.map(({ name, state }) => [name, state]))
const assertions = ({ tests }: SuiteReport) => Object.fromEntries(tests.map((test) => [test.name, test.assertions]))

const NODE_TEST = `
import assert from 'node:assert/strict'
import { before, beforeEach, describe, it, mock, test } from 'node:test'
let hooks = 0
before(() => { hooks += 1 })
beforeEach(() => { hooks += 1 })
test('passes', () => assert.ok(hooks > 1))
test('fails', () => assert.equal(1, 2))
test('is skipped', { skip: true }, () => {})
test.todo('comes later')
test('skips itself', (t) => t.skip())
describe('a group', () => { it('has one', async () => { await assert.rejects(Promise.reject(new Error('no')), /no/) }) })
test('has parts', async (t) => { await t.test('one', () => assert.ok(true)); await t.test('two', () => assert.ok(true)) })
test('has a part that fails', async (t) => { await t.test('one', () => assert.ok(false)) })
test('calls back', (t, done) => { setTimeout(() => { assert.ok(1); done() }, 1) })
test('fakes', (t) => {
  mock.timers.enable({ apis: ['setTimeout'] })
  const work = t.mock.fn()
  setTimeout(work, 1000)
  mock.timers.tick(1000)
  t.assert.equal(work.mock.callCount(), 1)
})`

const JEST = `
import { describe, expect, it, jest, test } from '@jest/globals'
test('spies', () => { const work = jest.fn(); work(1); expect(work).toHaveBeenCalledWith(1) })
test.each([[1, 2], [2, 3]])('adds to %i', (a, b) => { expect(a + 1).toBe(b) })
it('calls back', (done) => { setTimeout(() => { expect(1).toBe(1); done() }, 1) })
it.skip('is skipped', () => {})
describe('a group', () => { test('fakes', () => {
  jest.useFakeTimers()
  let called = false
  setTimeout(() => { called = true }, 1000)
  jest.advanceTimersByTime(1000)
  expect(called).toBe(true)
}) })
test('replaces a module', () => { jest.mock('./other.ts') })`

const GLOBALS = `
describe('a group', () => { it('has one', () => { const work = jest.fn(() => 3); expect(work()).toBe(3) }) })`

const VITEST = `
import express from 'express'
import request from 'supertest'
import { assert, expect, test, vi } from 'vitest'
test('compares', ({ expect }) => { expect(1).toBe(1); assert.equal(1, 1) })
test('has no matcher', () => { expect(1) })
test('never sends', () => { request(express()).get('/').expect(200) })
test('sends', async () => { await request(express()).get('/').expect(404) })
test('does not wait', () => { expect(Promise.resolve(1)).resolves.toBe(1) })
test('leaves its timers faked', () => { vi.useFakeTimers(); expect(1).toBe(1) })
test('is tried again', { retry: 2 }, () => { expect(1).toBe(1) })
test('exits', () => { process.exit(0) })`

describe('reads tests written', () => {
  it('for node:test', async () => {
    const report = await run(NODE_TEST)
    expect(states(report)).toEqual({
      passes: 'passed',
      fails: 'failed',
      'is skipped': 'skipped',
      'comes later': 'skipped',
      'skips itself': 'skipped',
      'a group > has one': 'passed',
      'has parts': 'passed',
      'has a part that fails': 'failed',
      'calls back': 'passed',
      fakes: 'passed',
    })
    expect(assertions(report)).toMatchObject({ passes: 1, 'has parts': 2, fakes: 1 })
  })

  it('for Jest, with imports and with globals', async () => {
    const report = await run(JEST)
    expect(states(report)).toEqual({
      spies: 'passed',
      'adds to 1': 'passed',
      'adds to 2': 'passed',
      'calls back': 'passed',
      'is skipped': 'skipped',
      'a group > fakes': 'passed',
      'replaces a module': 'failed',
    })
    expect(report.tests.at(-1)?.message).toMatch(/modules are not replaced/)
    expect(states(await run(GLOBALS))).toEqual({ 'a group > has one': 'passed' })
  })

  it('for Vitest, and counts what they assert', async () => {
    const { tests } = await run(VITEST)
    const told = tests.map(({ name, state, assertions, isUnsettled = false, isRetried = false }) => ({
      name,
      says: [state, assertions, isUnsettled && 'unsettled', isRetried && 'retried'].filter((each) => each !== false),
    }))
    expect(Object.fromEntries(told.map(({ name, says }) => [name, says.join(' ')]))).toEqual({
      compares: 'passed 2',
      'has no matcher': 'passed 0',
      'never sends': 'passed 0',
      sends: 'passed 1',
      'does not wait': 'passed 1 unsettled',
      'leaves its timers faked': 'passed 1',
      'is tried again': 'passed 1 retried',
      exits: 'failed 0',
    })
  })
})

const OPEN = `
import { createServer } from 'node:http'
import { expect, test } from 'vitest'
test('leaves a server', () => { createServer().listen(0); globalThis.left = true; process.env.LEFT = 'x'; expect(1).toBe(1) })
test('throws late', () => { setTimeout(() => { throw new Error('late') }, 0); expect(1).toBe(1) })`

const CLEAN = `
import { expect, test } from 'vitest'
import { left } from './left.ts'
test('finds nothing', () => { expect([globalThis.left, process.env.LEFT, left.length]).toEqual([undefined, undefined, 0]); left.push(1) })`

it('says what was left behind, and leaves nothing to the next file', async () => {
  const { leftListening, problems } = await run(OPEN)
  expect(leftListening).toEqual(['own.test.ts'])
  expect(problems.map(({ message }) => message)).toEqual(['late (nobody waited for it)'])
  for (let times = 0; times < 2; times += 1) {
    expect(states(await run(CLEAN, {}, { 'left.ts': 'export const left = []' }))).toEqual({ 'finds nothing': 'passed' })
  }
})

const PLACE = `
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
let runs = 0
test('first', async () => { runs += 1; const start = performance.now(); await sleep(20); expect(performance.now() - start).toBeGreaterThan(70) })
test('second', () => { expect(runs).toBe(0); expect(new Date().getHours()).toBe(12); expect(Date.now()).toBeLessThan(Date.parse('2026-08-01')) })`

it('sets the clock, the zone, the order and the speed', async () => {
  const conditions: Conditions = {
    order: 'reversed',
    slower: 4,
    timeZone: 'Pacific/Auckland',
    now: '2026-07-31T00:10:00Z',
  }
  expect(states(await run(PLACE, conditions))).toEqual({ first: 'passed', second: 'passed' })
  expect(states(await run(PLACE))).toEqual({ first: 'failed', second: 'failed' })
})
