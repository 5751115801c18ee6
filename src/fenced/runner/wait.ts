import { afterTime, LONGEST_WAIT_MS } from '../../check/in-time.ts'
import { passTime, setTimeout } from './timers.ts'

interface WaitOptions {
  interval?: number
  timeout?: number
}

/** Calls until it neither throws nor rejects, and gives the result. @throws what the last call threw */
export async function waitFor<T>(call: () => T | Promise<T>, options?: number | WaitOptions): Promise<Awaited<T>> {
  let last: unknown
  const result = await attempts(options, async () => {
    try {
      return { value: await call() }
    } catch (error) {
      last = error
      return undefined
    }
  })
  if (result) return result.value
  throw last ?? new Error('Timed out in waitFor!')
}

/** Calls until it gives something that is true, and gives that. @throws at once what it throws */
export async function waitUntil<T>(call: () => T | Promise<T>, options?: number | WaitOptions): Promise<Awaited<T>> {
  const result = await attempts(options, async () => {
    const value = await call()
    return value ? { value } : undefined
  })
  if (result) return result.value
  throw new Error('Timed out in waitUntil!')
}

async function attempts<T>(
  options: number | WaitOptions = {},
  attempt: () => Promise<{ value: T } | undefined>,
): Promise<{ value: T } | undefined> {
  const { interval = 50, timeout = 1000 } = typeof options === 'number' ? { timeout: options } : options
  let forgetTime = () => {}
  const late = new Promise<'late'>((resolve) => {
    forgetTime = afterTime(timeout, () => resolve('late'), undefined, LONGEST_WAIT_MS)
  })
  try {
    for (;;) {
      passTime(interval)
      const result = await Promise.race([attempt(), late])
      if (result === 'late') return undefined
      if (result) return result
      const pause = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), interval))
      if ((await Promise.race([pause, late])) === 'late') return undefined
    }
  } finally {
    forgetTime()
  }
}
