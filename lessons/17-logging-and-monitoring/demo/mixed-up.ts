// Two requests at the same time, each with three lines: first logged with a variable for "the current request", then with storage.
// Look for: the lines whose id is not that of their request.
import { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout as sleep } from 'node:timers/promises'

interface Context {
  run: (id: string, work: () => Promise<void>) => Promise<void>
  id: () => string | undefined
}

let current: string | undefined
const variable: Context = {
  run: (id, work) => {
    current = id
    return work()
  },
  id: () => current,
}

const storage = new AsyncLocalStorage<string>()
const follows: Context = { run: (id, work) => storage.run(id, work), id: () => storage.getStore() }

async function order(context: Context, truth: string, ms: number): Promise<void> {
  const log = (message: string) => {
    const id = context.id()
    console.log(`  ${id}  ${message}${id === truth ? '' : `   <- this was ${truth}`}`)
  }
  log(`${truth} asks for stock`)
  await sleep(ms)
  log(`${truth} has stock, charges the card`)
  await sleep(ms)
  log(`${truth} is placed`)
}

for (const [name, context] of Object.entries({ 'a module variable': variable, AsyncLocalStorage: follows })) {
  console.log(`\nWith ${name}:`)
  await Promise.all([
    context.run('req-1', () => order(context, 'req-1', 20)),
    context.run('req-2', () => order(context, 'req-2', 12)),
  ])
}
