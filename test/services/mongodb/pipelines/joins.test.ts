import { Long } from 'bson'
import { describe, expect, it } from 'vitest'
import { type Doc, run } from './run.ts'

describe('$lookup', () => {
  const others = [{ _id: 1, n: 1 }, { _id: 2, n: 2 }, { _id: 3 }]

  it('has variables in every stage of its pipeline, and in lookups inside of it', async () => {
    const inner = {
      from: 'others',
      let: { n: '$n' },
      pipeline: [{ $match: { $expr: { $eq: ['$n', '$$n'] } } }, { $set: { of: '$$top' } }],
      as: 'inner',
    }
    const stages = [
      { $match: { $expr: { $lte: ['$_id', '$$top'] } } },
      { $lookup: inner },
      { $project: { of: '$inner.of' } },
    ]
    const pipeline = [
      { $lookup: { from: 'others', let: { top: '$_id' }, pipeline: stages, as: 'l' } },
      { $sort: { _id: 1 } },
    ]
    expect(await run([{ _id: 1 }, { _id: 2 }], pipeline, {}, { others: others.slice(0, 2) })).toEqual([
      { _id: 1, l: [{ _id: 1, of: [1] }] },
      {
        _id: 2,
        l: [
          { _id: 1, of: [2] },
          { _id: 2, of: [2] },
        ],
      },
    ])
  })

  it('leaves a variable of a missing field missing', async () => {
    const stage = {
      from: 'others',
      let: { v: '$gone' },
      pipeline: [{ $limit: 1 }, { $project: { t: { $type: '$$v' } } }],
      as: 'l',
    }
    expect(await run([{ _id: 1 }], [{ $lookup: stage }], {}, { others })).toEqual([
      { _id: 1, l: [{ _id: 1, t: 'missing' }] },
    ])
  })

  it.each<[string, Doc, number]>([
    ['no place for the result', { from: 'others', localField: 'a', foreignField: 'b' }, 9],
    ['one field of two', { from: 'others', localField: 'a', as: 'l' }, 9],
    ['neither fields nor a pipeline', { from: 'others', as: 'l' }, 9],
    ['an argument that is none', { from: 'others', pipeline: [], as: 'l', join: 1 }, 9],
    ['a pipeline that is no list', { from: 'others', pipeline: 1, as: 'l' }, 14],
    ['a stage that is none, though nothing is joined', { from: 'nothing', pipeline: [{ $mach: {} }], as: 'l' }, 40324],
    ['a variable that nobody has bound', { from: 'nothing', pipeline: [{ $set: { a: '$$b' } }], as: 'l' }, 17276],
  ])('is refused with %s', async (_what, stage, code) => {
    expect(await run([], [{ $lookup: stage }])).toBe(code)
  })
})

describe('$graphLookup', () => {
  const people = [
    { _id: 1, name: 'Dev' },
    { _id: 2, name: 'Eliot', boss: 'Dev', team: 'a' },
    { _id: 3, name: 'Ron', boss: 'Eliot', team: 'a' },
    { _id: 4, name: 'Andrew', boss: 'Eliot', team: 'b' },
  ]
  const above = { from: 'people', startWith: '$boss', connectFromField: 'boss', connectToField: 'name', as: 'above' }
  const names = { $project: { above: { $sortArray: { input: '$above', sortBy: { _id: 1 } } } } }

  it('counts the depth in longs, as far as it may', async () => {
    const stage = { $graphLookup: { ...above, depthField: 'depth', maxDepth: 1 } }
    const [, , ron] = (await run(people.slice(0, 3), [stage, { $sort: { _id: 1 } }, names], {}, { people })) as Doc[]
    expect(ron?.['above']).toEqual([
      { _id: 1, name: 'Dev', depth: Long.fromNumber(1) },
      { _id: 2, name: 'Eliot', boss: 'Dev', team: 'a', depth: Long.fromNumber(0) },
    ])
  })

  it('searches only what restrictSearchWithMatch allows', async () => {
    const below = { from: 'people', startWith: '$name', connectFromField: 'name', connectToField: 'boss', as: 'above' }
    const stage = { $graphLookup: { ...below, restrictSearchWithMatch: { team: 'a' } } }
    const ids = { $project: { _id: 0, ids: '$above._id' } }
    expect(await run(people.slice(0, 1), [stage, names, ids], {}, { people })).toEqual([{ ids: [2, 3] }])
  })
})
