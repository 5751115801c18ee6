import { expect, it } from 'vitest'
import { openTurns } from '../../src/author/turns.ts'

/** Work that goes on until it is told to end, and keeps a record of who was at it. */
function workshop() {
  const at = new Set<string>()
  const ends = new Map<string, () => void>()
  const begin = (name: string) => () =>
    new Promise<string>((resolve) => {
      at.add(name)
      ends.set(name, () => {
        at.delete(name)
        resolve(name)
      })
    })
  const end = async (name: string) => {
    ends.get(name)?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { begin, end, at: () => [...at] }
}

it('lets so many work at once, and the next when one ends', async () => {
  const turns = openTurns(2)
  const { begin, end, at } = workshop()
  const all = ['a', 'b', 'c'].map((name) => turns.together(begin(name)))
  expect(at()).toEqual([])
  await end('')
  expect(at()).toEqual(['a', 'b'])
  await end('a')
  expect(at()).toEqual(['b', 'c'])
  await end('b')
  await end('c')
  expect(await Promise.all(all)).toEqual(['a', 'b', 'c'])
})

it('lets one work alone when all others, and what goes on beside them, have ended; the next waits for it', async () => {
  const turns = openTurns(2)
  const { begin, end, at } = workshop()
  const all = [
    turns.beside(begin('program')),
    turns.together(begin('a')),
    turns.alone(begin('one')),
    turns.alone(begin('other')),
    turns.together(begin('b')),
    turns.together(begin('c')),
  ]
  await end('')
  expect(at()).toEqual(['program', 'a', 'b'])
  for (const name of ['a', 'b']) await end(name)
  expect(at()).toEqual(['program', 'c'])
  await end('c')
  expect(at()).toEqual(['program'])
  await end('program')
  expect(at()).toEqual(['one'])
  const late = turns.together(begin('late'))
  await end('')
  expect(at()).toEqual(['one'])
  await end('one')
  expect(at()).toEqual(['late'])
  await end('late')
  expect(at()).toEqual(['other'])
  await end('other')
  await Promise.all([...all, late])
})

it('goes on when work fails', async () => {
  const turns = openTurns(1)
  const fail = () => Promise.reject(new Error('no'))
  const failed = [turns.together(fail), turns.alone(fail), turns.beside(fail)]
  expect((await Promise.allSettled(failed)).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
  expect(await turns.alone(async () => 'alone')).toBe('alone')
  expect(await turns.together(async () => 'together')).toBe('together')
})
