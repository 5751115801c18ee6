import { commandRunner } from '../in-process.ts'

export type Doc = Record<string, unknown>

/** The documents that a pipeline gives, with values as the server holds them; or the code of its error. */
export async function run(
  docs: Doc[],
  pipeline: Doc[],
  more: Doc = {},
  others: Record<string, Doc[]> = {},
): Promise<Doc[] | number> {
  const command = commandRunner()
  for (const [name, documents] of Object.entries({ things: docs, ...others }))
    if (documents.length > 0) await command({ insert: name, documents })
  const reply = await command({ aggregate: 'things', pipeline, cursor: { batchSize: 10_000 }, ...more })
  if (reply['ok'] !== 1) return Number(reply['code'])
  return (reply['cursor'] as { firstBatch: Doc[] }).firstBatch
}
