#!/usr/bin/env bash
# opossum 10.0.0: ten calls at once with `capacity: 2` open the circuit, although the service has not failed once.
#
# Expected: the documentation of `capacity`: "further calls to fire() are rejected until at least one of the current requests completes".
# So eight of ten are rejected with ESEMLOCKED, and a call after that goes through.
# Seen: the breaker counts its own rejections as failures of the service. Three of them among five calls are more than half, the circuit
# opens, and for `resetTimeout` (30 s by default) each call is rejected with EOPENBREAKER, beside a service that is idle. What was meant to
# spare the service takes it away. `errorFilter: (error) => error.code === 'ESEMLOCKED'` leaves them out, as the second run shows.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-fund --no-audit opossum@10.0.0

cat >show.mjs <<'JS'
import { setTimeout as sleep } from 'node:timers/promises'
import CircuitBreaker from 'opossum'

/** How often each outcome is seen among ten calls at once, and the outcome of one when all of them are over. */
async function burst(options) {
  const asked = []
  const service = async () => {
    asked.push(Date.now())
    await sleep(100)
    return 'answered'
  }
  const breaker = new CircuitBreaker(service, { capacity: 2, ...options })
  const call = () => breaker.fire().catch(({ code }) => code)
  const counts = {}
  for (const outcome of await Promise.all(Array.from({ length: 10 }, call)))
    counts[outcome] = (counts[outcome] ?? 0) + 1
  await sleep(300)
  const later = await call()
  breaker.shutdown()
  return { ...counts, later }
}

const byDefault = await burst({})
const filtered = await burst({ errorFilter: ({ code }) => code === 'ESEMLOCKED' })
console.log(`Node.js ${process.version}, opossum 10.0.0`)
console.log('by default:      ', byDefault)
console.log('with errorFilter:', filtered)
if (!(byDefault.answered === 2 && byDefault.later === 'EOPENBREAKER' && filtered.later === 'answered')) {
  console.log('This is no longer so.')
  process.exitCode = 1
}
JS
node show.mjs
