/**
 * A wrong comparison for each matcher that checks use, and some that they might; one that holds shows that the assertion
 * library, or what it is made of, was tampered with.
 */
import { strict as assert } from 'node:assert'
import { chai, expect, vi } from 'vitest'
import { usedMatchers } from '../fenced/used-matchers.ts'

type Lie = () => unknown

const spy = vi.fn()
const thrower = () => {
  throw new TypeError('no')
}

const LIES: [string, Lie][] = [
  ['expect().toBe', () => expect(1).toBe(2)],
  ['expect().toEqual', () => expect({ a: [1] }).toEqual({ a: [2] })],
  ['expect().toEqual', () => expect(new Map([[1, { b: 1 }]])).toEqual(new Map([[1, { b: 2 }]]))],
  ['expect().toEqual', () => expect([new Set(['a'])]).toEqual([new Set(['b'])])],
  ['expect().toEqual', () => expect({ asymmetricMatch: () => true }).toEqual({ a: 1 })],
  ['expect().toStrictEqual', () => expect([undefined]).toStrictEqual([null])],
  ['expect().toMatchObject', () => expect({ a: { b: 1 } }).toMatchObject({ a: { b: 2 } })],
  ['expect().toMatch', () => expect('abc').toMatch(/d/)],
  ['expect().toMatch', () => expect('abc').toMatch('d')],
  ['expect().toContain', () => expect('abc').toContain('d')],
  ['expect().toContain', () => expect([1, 2]).toContain(3)],
  ['expect().toContainEqual', () => expect([{ a: 1 }]).toContainEqual({ a: 2 })],
  ['expect().toHaveLength', () => expect([1]).toHaveLength(2)],
  ['expect().toHaveProperty', () => expect({ a: 1 }).toHaveProperty('a', 2)],
  ['expect().toBeOneOf', () => expect(1).toBeOneOf([2, 3])],
  ['expect().toSatisfy', () => expect(1).toSatisfy((value: number) => value === 2)],
  ['expect().toBeUndefined', () => expect(0).toBeUndefined()],
  ['expect().toBeDefined', () => expect(undefined).toBeDefined()],
  ['expect().toBeNull', () => expect(0).toBeNull()],
  ['expect().toBeNaN', () => expect(0).toBeNaN()],
  ['expect().toBeTruthy', () => expect(0).toBeTruthy()],
  ['expect().toBeFalsy', () => expect(1).toBeFalsy()],
  ['expect().toBeTypeOf', () => expect(1).toBeTypeOf('string')],
  ['expect().toBeInstanceOf', () => expect([]).toBeInstanceOf(Map)],
  ['expect().toBeGreaterThan', () => expect(1).toBeGreaterThan(1)],
  ['expect().toBeGreaterThanOrEqual', () => expect(1).toBeGreaterThanOrEqual(2)],
  ['expect().toBeLessThan', () => expect(1).toBeLessThan(1)],
  ['expect().toBeLessThanOrEqual', () => expect(2).toBeLessThanOrEqual(1)],
  ['expect().toBeCloseTo', () => expect(1).toBeCloseTo(2)],
  ['expect().toThrow', () => expect(() => undefined).toThrow()],
  ['expect().toThrow', () => expect(thrower).toThrow(/yes/)],
  ['expect().toThrow', () => expect(thrower).toThrow('yes')],
  ['expect().toThrow', () => expect(thrower).toThrow(RangeError)],
  ['expect().toHaveBeenCalled', () => expect(spy).toHaveBeenCalled()],
  ['expect().toHaveBeenCalledTimes', () => expect(spy).toHaveBeenCalledTimes(1)],
  ['expect().toHaveBeenCalledWith', () => expect(spy).toHaveBeenCalledWith(1)],
  ['expect().not', () => expect(1).not.toBe(1)],
  ['expect().not', () => expect({ a: 1 }).not.toEqual({ a: 1 })],
  ['expect.any', () => expect(1).toEqual(expect.any(String))],
  ['expect.anything', () => expect(null).toEqual(expect.anything())],
  ['expect.stringContaining', () => expect('a').toEqual(expect.stringContaining('b'))],
  ['expect.stringMatching', () => expect('a').toEqual(expect.stringMatching(/b/))],
  ['expect.objectContaining', () => expect({ a: 1 }).toEqual(expect.objectContaining({ a: 2 }))],
  ['expect.arrayContaining', () => expect([1]).toEqual(expect.arrayContaining([2]))],
  ['expect.closeTo', () => expect(1).toEqual(expect.closeTo(2))],
  ['expect.fail', () => chai.expect.fail('no')],
  ['expect.unreachable', () => expect.unreachable()],
  ['assert.equal', () => assert.equal(1, 2)],
  ['assert.deepEqual', () => assert.deepEqual([1], [2])],
  // With a message: without one, Node reads and parses the file that called it, which takes as long as a check file.
  ['assert.ok', () => assert.ok(false, 'no')],
]

const LATE_LIES: [string, Lie][] = [
  ['expect().resolves', () => expect(Promise.resolve(1)).resolves.toBe(2)],
  ['expect().rejects', () => expect(Promise.resolve(1)).rejects.toThrow()],
  ['expect().rejects', () => expect(Promise.reject(new Error('no'))).rejects.toThrow('yes')],
]

/** These stand for the library itself; the others, each for its matcher, are asked where a check has used it. */
const ALWAYS = new Set(['toBe', 'toEqual', 'toStrictEqual', 'toThrow', 'toBeUndefined', 'not'])

/** The first that no longer fails; undefined where all do. */
export async function silentCanary(): Promise<string | undefined> {
  const used = [...usedMatchers]
  for (let index = 0; index < LIES.length; index += 1) {
    const [name, lie] = LIES[index] as [string, Lie]
    const matcher = name.slice('expect().'.length)
    const isAsked = !name.startsWith('expect().') || ALWAYS.has(matcher) || used.includes(matcher)
    if (isAsked && !throws(lie)) return name
  }
  for (let index = 0; index < LATE_LIES.length; index += 1) {
    const [name, lie] = LATE_LIES[index] as [string, Lie]
    if (!(await rejects(lie))) return name
  }
  return undefined
}

function throws(lie: Lie): boolean {
  try {
    lie()
    return false
  } catch {
    return true
  }
}

async function rejects(lie: Lie): Promise<boolean> {
  try {
    await lie()
    return false
  } catch {
    return true
  }
}
