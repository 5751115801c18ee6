import { setImmediate as nextTurn } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Makes `count` objects, lets go of them, collects garbage, and says how many are still in memory. */
export async function stillAlive(count: number, make: (index: number) => object): Promise<number> {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const made = Array.from({ length: count }, (_, index) => new WeakRef(make(index)))
  let alive = count
  for (let attempt = 0; attempt < 5 && alive > 0; attempt += 1) {
    await nextTurn() // a WeakRef keeps its object until the current job ends
    collect()
    alive = made.filter((ref) => ref.deref() !== undefined).length
  }
  return alive
}
