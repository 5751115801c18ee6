/**
 * The hostile answers, two at a time, beside eight busy processes: each gets the verdict that it gets on an idle machine, in time, and
 * hardly any is told that the machine is too busy to tell.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Hostile, isTold, modules, servers } from '../judge/hostile-answers.ts'
import { keepBusy } from './load.ts'

const BUSY = 8
const LOOKS = 3
/** What has to fill its memory first needs more processor time than others may leave it. Of so many, one may stay untold. */
const ONE_OF = 15

const untold: string[] = []
let stop: () => Promise<void>
beforeAll(() => {
  stop = keepBusy(BUSY)
})
afterAll(() => stop())

async function look(hostile: Hostile, ref: string, path: string): Promise<void> {
  for (let time = 1; time <= LOOKS; time += 1) if (await isTold(hostile, ref, path)) return
  untold.push(hostile.name)
}

describe.skipIf(process.platform !== 'linux')('beside eight busy processes', () => {
  it.concurrent.each(modules)('module: $name', (hostile) => look(hostile, '1/add', '01-adding/add.ts'))
  it.concurrent.each(servers)('server: $name', (hostile) => look(hostile, '2/ping', '02-serving/ping.ts'))

  it('hardly any stays without a verdict', () => {
    expect(untold.slice(Math.floor((modules.length + servers.length) / ONE_OF))).toEqual([])
  })
})
