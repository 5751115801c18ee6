import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { entriesBeyond, entriesWithout, mergeEntries, readArrived } from '../../tracker/merge.ts'
import { tries } from '../fixtures/property.ts'

/** Few moments and few names, so that records share entries, moments and whole doubles. */
const entry = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ at: moment(), type: fc.constant('hint'), exercise: exercise(), step: fc.nat(2) }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('of a newer version'), step: fc.nat(2) }) },
)
const record = fc.array(entry, { maxLength: 12 })

function moment() {
  return fc.nat(3).map((day) => `2026-03-0${day + 1}T12:00:00.000Z`)
}

function exercise() {
  return fc.constantFrom('1/add', '1/total', '2/ping')
}

function countOf(entries: readonly unknown[], text: string): number {
  return entries.filter((each) => JSON.stringify(each) === text).length
}

describe('records that are joined', () => {
  it('are the same record, to the letter, in whichever order they come and however often', () => {
    fc.assert(
      fc.property(
        fc.array(record, { minLength: 1, maxLength: 4 }),
        fc.array(fc.nat(3), { maxLength: 4 }),
        (all, again) => {
          const inOrder = all.reduce(mergeEntries, [])
          const backwards = [...all].reverse().reduce(mergeEntries, [])
          const repeated = again.reduce((sum, n) => mergeEntries(all[n % all.length] ?? [], sum), backwards)
          expect(backwards).toEqual(inOrder)
          expect(repeated).toEqual(inOrder)
        },
      ),
      tries(300),
    )
  })

  it('lose no entry, and make none', () => {
    fc.assert(
      fc.property(record, record, (a, b) => {
        const merged = mergeEntries(a, b)
        for (const text of new Set([...a, ...b, ...merged].map((each) => JSON.stringify(each)))) {
          expect(countOf(merged, text)).toBe(Math.max(countOf(a, text), countOf(b, text)))
        }
      }),
      tries(300),
    )
  })

  it('give back what was there before, when what came in is taken out', () => {
    fc.assert(
      fc.property(record, record, (own, others) => {
        const added = entriesBeyond(own, others)
        expect(mergeEntries(entriesWithout(mergeEntries(own, others), added), [])).toEqual(mergeEntries(own, []))
      }),
      tries(300),
    )
  })
})

describe('a record that comes from elsewhere', () => {
  it.each([
    ['{ "version": 99, "events": [] }', { state: 'newer', version: 99 }],
    ['{ "version": 1, "eve', { state: 'damaged' }],
    ['[1, 2]', { state: 'damaged' }],
    ['{ "version": 1, "events": [{ "type": "visited" }] }', { state: 'good', entries: [{ type: 'visited' }] }],
  ])('is looked at before it is trusted: %s', (text, arrived) => {
    expect(readArrived(text)).toEqual(arrived)
  })
})
