import { readFileSync } from 'node:fs'
import type { ServiceName } from '../services/service.ts'
import { VARIABLES } from '../services/variables.ts'
import { openServicePool } from './judge/service-pool.ts'

interface World {
  packageRoot: string
  env: Record<string, string | undefined>
}

/**
 * Runs code that is not an exercise, a demo or a benchmark, with the services that its files read the address of:
 * one that says `process.env.DATABASE_URL` gets a PostgreSQL, with an empty database of its own.
 * `use` gets the addresses, and what must be said of the services.
 */
export async function withServices<T>(
  files: string[],
  world: World,
  use: (env: Record<string, string>, notes: string[]) => Promise<T>,
): Promise<T> {
  const names = servicesReadBy(files)
  if (names.length === 0) return use({}, [])
  const pool = openServicePool(world)
  try {
    const lease = await pool.lease(names)
    try {
      return await use(lease.env, lease.notes)
    } finally {
      lease.drop()
    }
  } finally {
    await pool.close()
  }
}

function servicesReadBy(files: string[]): ServiceName[] {
  const source = files.map((file) => readFileSync(file, 'utf8')).join('\n')
  const read = new Set([...source.matchAll(/\bprocess\.env(?:\.|\[['"])(\w+)/g)].map(([, name]) => name))
  return (Object.keys(VARIABLES) as (keyof typeof VARIABLES)[]).filter((name) => read.has(VARIABLES[name]))
}
