import type { Pool } from 'pg'
export interface Transfer {
  id: string
  from: number
  to: number
  cents: number
}
export interface TransferOptions {
  attempts?: number
  sleep?: (ms: number) => Promise<void>
  random?: () => number
}
export class InsufficientFunds extends Error {
  override readonly name = 'InsufficientFunds'
}
export class UnknownWallet extends Error {
  override readonly name = 'UnknownWallet'
}
export class IdTaken extends Error {
  override readonly name = 'IdTaken'
}
const later = (ms: number) => new Promise<void>((r) => setTimeout(r, ms))
export async function transfer(
  pool: Pool,
  o: Transfer,
  { attempts = 5, sleep = later, random = Math.random }: TransferOptions = {},
): Promise<'done' | 'repeated'> {
  if (!(Number.isSafeInteger(o.cents) && o.cents > 0) || o.from === o.to) throw new RangeError('no')
  for (let n = 1; ; n++) {
    const client = await pool.connect()
    let broken: Error | undefined
    const onError = (e: Error) => {
      broken = e
    }
    client.on('error', onError)
    let failed: { code?: string; constraint?: string } = {}
    try {
      await client.query('BEGIN ISOLATION LEVEL SERIALIZABLE')
      const old = await client.query('SELECT * FROM transfers WHERE id = $1', [o.id])
      if (old.rows[0]) {
        const r = old.rows[0]
        if (r.from_wallet !== o.from || r.to_wallet !== o.to || Number(r.cents) !== o.cents) throw new IdTaken('taken')
        await client.query('COMMIT')
        return 'repeated'
      }
      const [a, b] = [o.from, o.to].sort((x, y) => x - y)
      for (const id of [a, b]) {
        const { rowCount } = await client.query('UPDATE wallets SET cents = cents + $2 WHERE id = $1', [
          id,
          id === o.from ? -o.cents : o.cents,
        ])
        if (rowCount === 0) throw new UnknownWallet(String(id))
      }
      await client.query('INSERT INTO transfers VALUES ($1, $2, $3, $4)', [o.id, o.from, o.to, o.cents])
      await client.query('COMMIT')
      return 'done'
    } catch (e) {
      failed = e as typeof failed
      await client.query('ROLLBACK').catch(() => {})
    } finally {
      client.removeListener('error', onError)
      client.release(broken)
    }
    if (failed.code === '23514' && failed.constraint === 'wallets_cents_check') throw new InsufficientFunds('x')
    if (failed.code === '23505' && n < attempts) continue
    if ((failed.code !== '40001' && failed.code !== '40P01') || n >= attempts) throw failed
    await sleep(Math.min(1000, 20 * 2 ** (n - 1)) * random())
  }
}
