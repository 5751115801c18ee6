#!/usr/bin/env bash
# node-cron 4.6.0 leaves out a job at 02:30 in the night in which the clocks go forward; croner 11.0.1 and cron 4.4.0 run it at 03:00.
#
# A job is due each night at 02:30 in Europe/Berlin. On 28 March 2027 there is no 02:30: at 02:00 it is 03:00.
# Expected: once each night, as cron itself was made for, and as the two others have it.
# Seen: node-cron does not run it that night, and says nothing; no event `execution:missed` either. Its README has a section on the change in
# autumn, when the repeated hour runs once, and none on that in spring. Put nightly jobs at a time that each night has, or set
# `timezone: 'UTC'`. The clock is that of node:test's mock timers.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-fund --no-audit node-cron@4.6.0 croner@11.0.1 cron@4.4.0

cat >show.mjs <<'JS'
import { mock } from 'node:test'
import { CronJob } from 'cron'
import { Cron } from 'croner'
import { schedule } from 'node-cron'

const nightly = '30 2 * * *'
const timezone = 'Europe/Berlin'
const runs = { 'node-cron': [], croner: [], cron: [] }
const events = []
const local = new Intl.DateTimeFormat('sv', { timeZone: timezone, dateStyle: 'short', timeStyle: 'short' })
const notes = (name) => () => runs[name].push(local.format(new Date()))

mock.timers.enable({ apis: ['setTimeout', 'Date'], now: new Date('2027-03-26T12:00:00Z') })
const task = schedule(nightly, notes('node-cron'), { timezone })
for (const event of ['execution:missed', 'execution:skipped']) task.on(event, () => events.push(event))
new Cron(nightly, { timezone }, notes('croner'))
CronJob.from({ cronTime: nightly, onTick: notes('cron'), start: true, timeZone: timezone })
for (let step = 0; step < 3 * 24 * 120; step++) {
  mock.timers.tick(30_000)
  await null
}
mock.timers.reset()

console.log(`Node.js ${process.version}; three nights in ${timezone}`)
for (const [name, times] of Object.entries(runs)) console.log(`${name}: ${times.join(', ')}`)
console.log(`events of node-cron: ${events.join() || 'none'}`)
const isSo = runs['node-cron'].length === 2 && runs.croner.length === 3 && runs.cron.length === 3
if (!isSo) console.log('This is no longer so.')
process.exit(isSo ? 0 : 1)
JS
node --no-warnings show.mjs
