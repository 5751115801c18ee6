import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as v from 'valibot'
import { checksum } from '../../checksum.ts'
import { cacheFolder } from '../../engine/course/cache-folder.ts'
import { makeFolder } from '../../make-folder.ts'
import type { World } from '../../world.ts'

/** What a server leaves for the next one of the same workbook. It lies outside of it: a workbook may be shown to others. */
const keptSchema = v.object({
  secret: v.pipe(v.string(), v.regex(/^[\w-]{43}$/)),
  port: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535)),
})

export type KeptSession = v.InferOutput<typeof keptSchema>

/** Undefined where there is nothing, or nothing that can be used. */
export function readKept(world: Pick<World, 'env'>, workbook: string): KeptSession | undefined {
  const file = keptFile(world, workbook)
  if (file === undefined) return undefined
  try {
    const result = v.safeParse(keptSchema, JSON.parse(readFileSync(file, 'utf8')))
    return result.success ? result.output : undefined
  } catch {
    return undefined
  }
}

/** Where nothing can be kept, a page that is open asks for the new address. */
export function keepSession(world: Pick<World, 'env'>, workbook: string, session: KeptSession): void {
  const file = keptFile(world, workbook)
  if (file === undefined) return
  const aside = `${file}.${process.pid}`
  try {
    makeFolder(dirname(file))
    writeFileSync(aside, JSON.stringify(session), { mode: 0o600 })
    renameSync(aside, file)
  } catch {
    // It is no loss.
  }
}

function keptFile({ env }: Pick<World, 'env'>, workbook: string): string | undefined {
  const folder = cacheFolder(env)
  return folder === undefined ? undefined : join(folder, `web-${checksum(workbook)}.json`)
}
