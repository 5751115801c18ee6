import type { Pool } from 'pg'
import type { Config } from './config.ts'
import { mailerWith } from './mail.ts'
import { Metrics } from './metrics.ts'
import { passwordsWith } from './passwords.ts'
import { Provider } from './provider.ts'
import { Accounts } from './stores/accounts.ts'
import { Attempts } from './stores/attempts.ts'
import { Limits } from './stores/limits.ts'
import { Orders } from './stores/orders.ts'
import { Resets } from './stores/resets.ts'
import { Sessions } from './stores/sessions.ts'
import { tokensWith } from './tokens.ts'

export type Service = ReturnType<typeof assemble>

/** All parts, made once. Routes take what they need of it. */
export function assemble(config: Config, pool: Pool) {
  return {
    config,
    pool,
    accounts: new Accounts(pool),
    sessions: new Sessions(pool, config.seconds),
    resets: new Resets(pool, config.seconds.reset),
    attempts: new Attempts(pool),
    limits: new Limits(pool, config.seconds.limitWindow),
    orders: new Orders(pool),
    passwords: passwordsWith(config),
    tokens: tokensWith(config),
    provider: new Provider(config.oauth, config.publicUrl),
    mailer: mailerWith(config.smtpUrl, config.publicUrl),
    metrics: new Metrics(),
  }
}

/** The first admin, where there is none with this email. What an admin has changed since then stays. */
export async function ensureAdmin({ config, accounts, passwords }: Service): Promise<void> {
  const email = config.admin.email.trim().toLowerCase()
  if (await accounts.byEmail(email)) return
  const passwordHash = await passwords.hash(config.admin.password)
  // Another instance may have been faster, and then this one adds nothing.
  await accounts.add({ email, name: 'Admin', role: 'admin', passwordHash })
}
