/** Clients that watch, and changes of which they hear. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type App, expect } from 'backend-workbook/check'
import { type Listing, type Person, tryChange } from './client.ts'
import { instanceOf, until } from './service.ts'
import { type Watcher, watcher } from './sockets.ts'

/** So many clients of one person: two instances have some of them each. */
export async function watching(app: App, person: Person, market: string, count = 4): Promise<Watcher[]> {
  const watchers: Watcher[] = []
  for (let index = 0; index < count; index += 1) {
    const each = await watcher(app, person.token)
    watchers.push(each)
    expect(await each.watch(market), 'the answer to watch, for a member').toMatchObject({ ok: true })
  }
  return watchers
}

/** Changes a listing until each instance has done so; says what must be heard. */
export async function changesAtBoth(
  app: App,
  by: Person,
  market: string,
  { id }: Listing,
  from: number,
): Promise<string[]> {
  const seen = new Set<string>()
  const expected: string[] = []
  for (let cents = from; seen.size < 2 && cents < from + 8; cents += 1) {
    const answer = await tryChange(app, by, market, id, { cents })
    expect(answer.status, 'PATCH …/listings/:id').toBe(200)
    seen.add(instanceOf(answer))
    expected.push(`changed ${id} ${cents}`)
  }
  expect(seen.size, 'instances that answered eight requests').toBe(2)
  return expected
}

/**
 * A new instance that reads a stream of Redis from its end may miss what comes before it has read anything. Changes it
 * until all have heard the last change, so that nothing is on its way any more.
 */
export async function untilAllHear(
  app: App,
  by: Person,
  market: string,
  { id }: Listing,
  watchers: Watcher[],
): Promise<void> {
  let cents = 200
  await until(app, 'a change that all clients hear, after they came back', async () => {
    cents += 1
    await tryChange(app, by, market, id, { cents })
    const start = performance.now()
    const all = () => watchers.every(({ heard }) => heard.at(-1)?.listing?.cents === cents)
    while (!all() && performance.now() - start < 300) await sleep(10)
    return all()
  })
}
