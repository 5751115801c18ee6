import pg from 'pg'
import type { Db } from './database.ts'
import { settings } from './settings.ts'

/** News travel with the transaction that makes them: they come when it commits, once, in the order of commits. */
export type News =
  | { market: string; type: 'created' | 'changed' | 'deleted'; listing: unknown }
  | { market: string; left: string }

const CHANNEL = 'market_news'
const RETRY_MS = 200

export async function tell(db: Db, news: News): Promise<void> {
  await db('SELECT pg_notify($1, $2)', CHANNEL, JSON.stringify(news))
}

/** @param onLost news may have been missed from now on, until `onBack` */
export function listen(onNews: (news: News) => void, onLost: () => void, onBack: () => void): () => void {
  let isOver = false
  let client: pg.Client | undefined
  const connect = async () => {
    if (isOver) return
    const fresh = new pg.Client({ connectionString: settings.database, keepAlive: true })
    client = fresh
    let isLost = false
    const lose = () => {
      if (isLost) return
      isLost = true
      fresh.end().catch(() => undefined)
      if (!isOver) {
        onLost()
        setTimeout(connect, RETRY_MS)
      }
    }
    fresh.on('error', lose)
    fresh.on('end', lose)
    fresh.on('notification', ({ payload }) => onNews(JSON.parse(payload ?? '{}') as News))
    try {
      await fresh.connect()
      await fresh.query(`LISTEN ${CHANNEL}`)
      onBack()
    } catch {
      lose()
    }
  }
  void connect()
  return () => {
    isOver = true
    client?.end().catch(() => undefined)
  }
}
