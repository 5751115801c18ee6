/**
 * Right answers written quite differently from the solutions: the checks judge promises, not one way to keep them.
 * To add one: put the file beside this one, named `<exercise>.<style>.ts`, and give it a row. A project is a folder.
 */
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { findExercise } from '../../src/engine/course/find.ts'
import { loadCourse } from '../../src/engine/course/load.ts'
import { judge } from '../../src/engine/judge/judge.ts'

const packageRoot = join(import.meta.dirname, '../..')

it.concurrent.each([
  ['4/binary-log', 'binary-log.data-view.ts'],
  ['4/safe-join', 'safe-join.by-names.ts'],
  ['4/password-box', 'password-box.own-loop.ts'],
  ['4/json-api', 'json-api.sync.ts'],
  ['6/tiny-router', 'tiny-router.regex.ts'],
  ['6/catalog-api', 'catalog-api.node-http.ts'],
  ['7/compose', 'compose.async.ts'],
  ['7/production-chain', 'production-chain.node-http.ts'],
  ['9/product-model', 'product-model.class.ts'],
  ['9/lean-listing', 'lean-listing.lookup.ts'],
  ['10/search-products', 'search-products.aggregation.ts'],
  ['10/orders-sql', 'orders-sql.cte.ts'],
  ['10/migrate', 'migrate.table-lock.ts'],
  ['10/migrate', 'migrate.session-lock.ts'],
  ['16/red-team', 'red-team.other-ways.ts'],
  ['16/blue-team', 'blue-team.by-hand.ts'],
  ['16/rate-limiter', 'rate-limiter.express-rate-limit.ts'],
  ['12/task-manager', 'task-manager'],
  ['13/password-store', 'password-store.bcryptjs.ts'],
  ['13/password-store', 'password-store.written-decoy.ts'],
  ['13/password-store', 'password-store.own-compare.ts'],
  ['13/reset-flow', 'reset-flow.node-http.ts'],
  ['13/reset-flow', 'reset-flow.awaits-the-user.ts'],
  ['13/reset-flow', 'reset-flow.zod.ts'],
  ['13/crack-it', 'crack-it.argon2.ts'],
  ['13/crack-it', 'crack-it.pbkdf2.ts'],
  ['13/crack-it', 'crack-it.bcrypt.ts'],
  ['14/jwt-by-hand', 'jwt-by-hand.keyed-comparison.ts'],
  ['14/jwt-by-hand', 'jwt-by-hand.test-list.ts'],
  ['14/sessions', 'sessions.numbered.ts'],
  ['14/sessions', 'sessions.sealed.ts'],
  ['14/partner-keys', 'partner-keys.one-key.ts'],
  ['14/partner-keys', 'partner-keys.node-crypto.ts'],
  ['15/authorize', 'authorize.one-table.ts'],
  ['15/marketplace-policy', 'marketplace-policy.by-role.ts'],
  ['15/oauth-login', 'oauth-login.openid-client.ts'],
  ['15/authorize', 'authorize.zod.ts'],
  ['15/marketplace-policy', 'marketplace-policy.classes.ts'],
  ['15/oauth-login', 'oauth-login.two-tabs.ts'],
  ['17/structured-logs', 'structured-logs.pino.ts'],
  ['17/health', 'health.events.ts'],
  ['17/metrics', 'metrics.by-values.ts'],
  ['17/find-the-leak', 'find-the-leak.offsets.ts'],
  ['18/auth-system', 'auth-system'],
  ['19/transfer', 'transfer.serializable.ts'],
  ['20/cache-aside', 'cache-aside.versions.ts'],
  ['20/redis-limiter', 'redis-limiter.multi.ts'],
  ['20/redis-sessions', 'redis-sessions.hashes.ts'],
  ['20/leaderboard', 'leaderboard.list.ts'],
  ['21/upload', 'upload.own-storage.ts'],
  ['21/serve-video', 'serve-video.send-file.ts'],
  ['23/checkout', 'checkout.in-turn.ts'],
  ['23/webhook', 'webhook.stripe-client.ts'],
  ['25/shop', 'shop'],
  ['28/reverse-proxy', 'reverse-proxy.raw-headers.ts'],
  ['28/tls', 'tls.jose.ts'],
  ['28/nginx-conf', 'nginx-conf'],
  ['28/cluster', 'cluster'],
  ['28/config', 'config.classes.ts'],
  ['28/graceful', 'graceful.native.ts'],
  ['29/circuit-breaker', 'circuit-breaker.cockatiel.ts'],
  ['29/outbox', 'outbox.advisory-locks.ts'],
  ['29/gateway', 'gateway.express-and-jose.ts'],
  ['29/shed-load', 'shed-load.three-queues.ts'],
  ['30/markets', 'markets'],
])('%s passes when it is written as in %s', { timeout: 500_000 }, async (exerciseRef, file) => {
  const course = loadCourse(packageRoot)
  const { day, exercise } = findExercise(course, exerciseRef)
  const target = { kind: 'file', path: join(import.meta.dirname, file) } as const
  const verdict = await judge({ course, day, exercise, target, packageRoot, env: process.env })
  const failed = 'checks' in verdict ? verdict.checks.filter(({ status }) => status !== 'passed') : []
  expect({ status: verdict.status, failed }).toEqual({ status: 'passed', failed: [] })
})
