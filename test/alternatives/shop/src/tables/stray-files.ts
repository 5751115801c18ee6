import { type Db, query } from '../database.ts'

export async function noteStray(db: Db, key: string | null): Promise<void> {
  if (key !== null)
    await db('INSERT INTO stray_file (key) VALUES ($1) ON CONFLICT (key) DO UPDATE SET since = now()', key)
}

export async function forgetStray(db: Db, key: string): Promise<void> {
  await db('DELETE FROM stray_file WHERE key = $1', key)
}

/** Those that nobody has come back for, and no product shows. */
export async function strays(): Promise<string[]> {
  const sql = `SELECT key FROM stray_file WHERE since < now() - interval '20 s'
    AND NOT EXISTS (SELECT FROM product WHERE image_key = key) LIMIT 20`
  return (await query<{ key: string }>(sql)).map(({ key }) => key)
}
