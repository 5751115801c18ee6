import type { Collection } from '../storage/collection.ts'
import type { Target } from '../storage/write.ts'
import type { Doc } from '../values/bson.ts'

/** One stage of a pipeline at work. It never changes the documents that it is given. */
export type PipelineStage = (docs: Doc[]) => Doc[]

/** What stages need beside their argument. */
export interface Environment {
  database: string
  /** Of `let`, and inside `$lookup` those of the outer documents. */
  variables: Doc | undefined
  collection: (name: string) => Collection | undefined
  /** For `$out` and `$merge`. */
  target: (database: string, name: string) => Target
  /** What the stage has read of other collections, for explain. */
  examined: Examined
}

export interface Examined {
  keys: number
  documents: number
  collectionScans: number
  indexes: Set<string>
}

export function nothingExamined(): Examined {
  return { keys: 0, documents: 0, collectionScans: 0, indexes: new Set() }
}

/** Compiles a whole pipeline: handed to stages that have pipelines inside. */
export type CompilePipeline = (pipeline: Doc[], environment: Environment) => PipelineStage

export type CompileStage = (
  argument: unknown,
  environment: Environment,
  compilePipeline: CompilePipeline,
) => PipelineStage
