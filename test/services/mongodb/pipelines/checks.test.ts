import { describe, expect, it } from 'vitest'
import { type Doc, run } from './run.ts'

describe('arguments of stages are checked', () => {
  it.each<[string, Doc[], number]>([
    ['$skip below 0', [{ $skip: -1 }], 5107200],
    ['$skip behind another stage', [{ $set: { a: 1 } }, { $skip: 'x' }], 5107200],
    ['$limit 0', [{ $limit: 0 }], 15958],
    ['$limit of a text', [{ $limit: 'x' }], 5107201],
    ['$limit of a fraction', [{ $limit: 1.5 }], 5107201],
    ['$out that is not last', [{ $out: 'x' }, { $match: {} }], 40601],
    ['$merge that is not last', [{ $merge: 'x' }, { $match: {} }], 40601],
    ['$documents that is not first', [{ $match: {} }, { $documents: [{ a: 1 }] }], 40602],
    ['$group of two accumulators', [{ $group: { _id: 1, a: { $sum: 1, $avg: 1 } } }], 40238],
    ['$group with a list of arguments', [{ $group: { _id: 1, a: { $sum: [1, 2] } } }], 40237],
    ['$group with an unknown accumulator', [{ $group: { _id: 1, a: { $add: 1 } } }], 15952],
    ['$group with a dollar in a name', [{ $group: { _id: 1, $a: { $sum: 1 } } }], 40236],
    ['$group with a dot in a name', [{ $group: { _id: 1, 'a.b': { $sum: 1 } } }], 40235],
    ['$group with no accumulator', [{ $group: { _id: 1, a: 5 } }], 40234],
    [
      '$graphLookup without a field',
      [{ $graphLookup: { from: 'x', as: 'y', startWith: 1, connectToField: 'a' } }],
      40105,
    ],
    ['$sort by nothing', [{ $sort: {} }], 15976],
    ['$sort by a number', [{ $sort: 1 }], 15973],
    ['$unionWith a number', [{ $unionWith: 5 }], 9],
    ['$unionWith with more', [{ $unionWith: { coll: 'x', as: 'y' } }], 40415],
    ['$unwind of a number', [{ $unwind: 5 }], 15981],
    ['$unwind without a path', [{ $unwind: {} }], 28812],
    ['$unwind of a path without a dollar', [{ $unwind: 'a' }], 28818],
    ['$unwind with an option that is none', [{ $unwind: { path: '$a', index: 'i' } }], 28811],
    ['$unwind with a text for a flag', [{ $unwind: { path: '$a', preserveNullAndEmptyArrays: 'x' } }], 28809],
    ['$unwind with an empty name of the index', [{ $unwind: { path: '$a', includeArrayIndex: '' } }], 28810],
    ['$bucket without boundaries', [{ $bucket: { groupBy: '$a' } }], 40198],
    ['$bucket with one boundary', [{ $bucket: { groupBy: '$a', boundaries: [1] } }], 40192],
    ['$bucket with boundaries of two types', [{ $bucket: { groupBy: '$a', boundaries: [1, 'x'] } }], 40193],
    ['$bucket with boundaries in disorder', [{ $bucket: { groupBy: '$a', boundaries: [2, 1] } }], 40194],
    ['$bucket with a default inside', [{ $bucket: { groupBy: '$a', boundaries: [1, 5], default: 3 } }], 40199],
    ['$bucket that meets another value', [{ $bucket: { groupBy: '$_id', boundaries: [2, 5] } }], 40066],
    ['$bucketAuto with 0 buckets', [{ $bucketAuto: { groupBy: '$a', buckets: 0 } }], 40243],
    ['$bucketAuto by a constant', [{ $bucketAuto: { groupBy: 'a', buckets: 1 } }], 40239],
    ['$sortByCount of a text', [{ $sortByCount: 'a' }], 40148],
    [
      '$graphLookup without a collection',
      [{ $graphLookup: { as: 'y', startWith: 1, connectToField: 'a', connectFromField: 'b' } }],
      9,
    ],
    [
      '$graphLookup with a dollar',
      [{ $graphLookup: { from: 'x', as: '$y', startWith: 1, connectToField: 'a', connectFromField: 'b' } }],
      16410,
    ],
    ['$redact with another decision', [{ $redact: 'keep it' }], 17053],
  ])('%s', async (_what, pipeline, code) => {
    expect(await run([{ _id: 1 }], pipeline)).toBe(code)
  })
})
