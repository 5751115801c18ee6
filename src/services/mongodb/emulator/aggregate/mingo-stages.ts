import { OpType } from 'mingo/core'
import { Lazy } from 'mingo/lazy'
import { notEmulated } from '../errors.ts'
import { clone, type Doc, isDoc, type Value } from '../values/bson.ts'
import { compareValues } from '../values/compare.ts'
import { unboxed } from './arithmetic.ts'
import { compileExpression, localsFor } from './expressions.ts'
import { grouped } from './group.ts'
import type { CompileStage, Environment, PipelineStage } from './stage.ts'

/** Stages left to mingo. They work on copies, since they change what they are given, and on plain numbers. */
const FROM_MINGO = new Set(['$densify', '$fill', '$graphLookup', '$redact', '$setWindowFields'])
const REAL = new Set([
  '$collStats',
  '$currentOp',
  '$geoNear',
  '$indexStats',
  '$listSessions',
  '$planCacheStats',
  '$search',
  '$searchMeta',
  '$vectorSearch',
  '$changeStreamSplitLargeEvent',
])

type MingoStage = (docs: unknown, argument: unknown, options: unknown) => { collect: () => Doc[] }

export function mingoStage(name: string): CompileStage | undefined {
  if (REAL.has(name)) throw notEmulated(`the stage ${name}`)
  if (!FROM_MINGO.has(name)) return undefined
  return (argument, environment) => {
    const locals = localsFor(environment.variables)
    const stage = locals.context.getOperator(OpType.PIPELINE, name) as unknown as MingoStage
    const collectionResolver = (from: string) =>
      [...(environment.collection(from)?.documents.values() ?? [])].map(plain)
    const options = {
      context: locals.context,
      collectionResolver,
      idKey: '_id',
      useStrictMode: true,
      failOnError: true,
      processingMode: 0,
    }
    const run: PipelineStage = (docs) => stage(Lazy(docs.map(plain)), clone(argument), options).collect()
    return name === '$setWindowFields' ? byPartition(argument, environment, run) : run
  }
}

/** Partitions come in the order of their values, which mingo leaves open. */
function byPartition(argument: Value, { variables }: Environment, run: PipelineStage): PipelineStage {
  const by = isDoc(argument) ? argument['partitionBy'] : undefined
  if (by === undefined) return run
  const partitions = grouped(compileExpression(by, variables))
  return (docs) =>
    partitions(docs)
      .sort((a, b) => compareValues(a.id, b.id))
      .flatMap((partition) => run(partition.docs))
}

function plain(doc: Doc): Doc {
  return plainDeep(clone(doc)) as Doc
}

function plainDeep(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainDeep)
  if (value === null || typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype)
    return unboxed(value)
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plainDeep(item)]))
}
