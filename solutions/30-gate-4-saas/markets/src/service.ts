import type { Pool } from 'pg'
import { WindowCache } from './cache.ts'
import type { Config } from './config.ts'
import { Contracts } from './contracts.ts'
import { Gateway } from './gateway.ts'
import { LoginLimit } from './login-limit.ts'
import type { News } from './news.ts'
import { passwordsWith } from './passwords.ts'
import { Payments } from './payments.ts'
import { Accounts } from './stores/accounts.ts'
import { Listings } from './stores/listings.ts'
import { Markets } from './stores/markets.ts'
import { Members } from './stores/members.ts'
import { tokensWith } from './tokens.ts'

export type Service = ReturnType<typeof assemble>

/** All parts, made once. Routes take what they need of it. */
export function assemble(config: Config, pool: Pool, news: News) {
  const accounts = new Accounts(pool)
  const markets = new Markets(pool)
  const members = new Members(pool)
  const tokens = tokensWith(config.jwtSecret)
  news.begin({ tokens, accounts, members })
  return {
    accounts,
    markets,
    members,
    tokens,
    news,
    listings: new Listings(pool),
    cache: new WindowCache(config.redisUrl),
    contracts: new Contracts(config.storage),
    payments: new Payments(markets, new Gateway(config.payments)),
    passwords: passwordsWith(config.bcryptCost),
    loginLimit: new LoginLimit(config.redisUrl),
  }
}
