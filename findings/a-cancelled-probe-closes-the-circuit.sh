#!/usr/bin/env bash
# cockatiel 3.2.1: a probe that a time limit cancels closes the circuit, although nothing has answered.
#
# A breaker counts the errors of the network (`handleType(NetworkError)`), and a time limit stands inside of it, as the README
# combines policies. The service refuses connections, the circuit opens, and then the service hangs.
# Expected: the probe of the half-open circuit has shown nothing good, so the circuit stays open, or half open, and goes on
# sparing the service.
# Seen: the probe ends with TaskCancelledError. The breaker was not told to count that one, and takes whatever it does not
# count for a success: it closes, and each of the calls that follow hangs until its limit. A breaker that leads to a time limit
# has to count its error as well: `handleType(NetworkError).orType(TaskCancelledError)`, which the second run shows.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-fund --no-audit cockatiel@3.2.1

cat >show.mjs <<'JS'
import {
  CircuitState, ConsecutiveBreaker, circuitBreaker, handleType, TaskCancelledError, TimeoutStrategy, timeout, wrap,
} from 'cockatiel'

class NetworkError extends Error {}
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

async function stateAfterTheProbe(counted) {
  const breaker = circuitBreaker(counted, { halfOpenAfter: 50, breaker: new ConsecutiveBreaker(2) })
  const policy = wrap(breaker, timeout(30, TimeoutStrategy.Aggressive))
  for (let i = 0; i < 2; i += 1) {
    await policy.execute(() => Promise.reject(new NetworkError('refused'))).catch(() => {})
  }
  const before = CircuitState[breaker.state]
  await pause(80)
  const ended = await policy.execute(() => pause(500)).catch((error) => error.constructor.name)
  return { before, ended, after: CircuitState[breaker.state] }
}

const alone = await stateAfterTheProbe(handleType(NetworkError))
const both = await stateAfterTheProbe(handleType(NetworkError).orType(TaskCancelledError))
console.log(`Node.js ${process.version}, cockatiel 3.2.1`)
console.log('counts NetworkError:                    ', alone)
console.log('counts NetworkError, TaskCancelledError:', both)
if (!(alone.before === 'Open' && alone.after === 'Closed' && both.after === 'Open')) {
  console.log('This is no longer so.')
  process.exitCode = 1
}
JS
node show.mjs
