/** What a host says of itself. */
export interface Health {
  ok: boolean
  /** The release that answers. */
  release: string
}

/** A machine that runs the service. Each call may take long, reject, or never settle. */
export interface Host {
  name: string
  /** Puts this release there and starts it. Rejects when that fails; the host may then run anything. */
  install: (release: string, signal: AbortSignal) => Promise<void>
  /** Rejects when nobody answers. */
  health: (signal: AbortSignal) => Promise<Health>
}

/** The clock of the deployer. Nothing else is asked for the time or for a timer. */
export interface Clock {
  now: () => number
  /** Resolves when `ms` have passed. Rejects at once when the signal is aborted. */
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>
}

export interface DeployOptions {
  clock: Clock
  /** So many hosts are healthy at any time. Default: all but one. 0 is a number, too. */
  minHealthy?: number
  /** Between the end of one question for the health and the beginning of the next. Default 1,000. */
  everyMs?: number
  /** Longest time for one question for the health. Default 2,000. */
  timeoutMs?: number
  /** Longest time for one host, from the beginning of `install` to a healthy answer. Default 30,000. */
  deadlineMs?: number
  /** Aborted when somebody stops the deploy. */
  signal?: AbortSignal
}

export interface Step {
  host: string
  did: 'skipped' | 'installed' | 'failed' | 'restored' | 'not restored'
  /** The release that it was about: the new one, and the earlier one in `restored` and `not restored`. */
  release: string
}

export interface Report {
  result: 'deployed' | 'refused' | 'rolled back' | 'broken'
  steps: Step[]
}

/** One host that this deploy has touched, and what it ran before. */
interface Change {
  host: Host
  before: string
}

type Limits = Required<Pick<DeployOptions, 'everyMs' | 'timeoutMs' | 'deadlineMs'>> & { clock: Clock }

/**
 * Brings a release to all hosts, one after the other, and goes back when one of them does not become healthy. Never rejects.
 *
 * @example
 * const { result } = await deploy(hosts, '1.4', { clock, minHealthy: 2 })
 */
export async function deploy(hosts: readonly Host[], release: string, options: DeployOptions): Promise<Report> {
  const { minHealthy = hosts.length - 1, everyMs = 1000, timeoutMs = 2000, deadlineMs = 30_000, clock } = options
  const limits = { clock, everyMs, timeoutMs, deadlineMs }
  const stop = options.signal ?? new AbortController().signal
  const steps: Step[] = []
  const changes: Change[] = []

  const first = await healthOf(hosts, limits, stop)
  if (stop.aborted || first.includes(undefined)) return { result: 'refused', steps }

  for (const [at, host] of hosts.entries()) {
    if (stop.aborted) return goBack(changes, steps, limits)
    const known = first[at]
    if (known === undefined || (known.ok && known.release === release)) {
      steps.push({ host: host.name, did: 'skipped', release })
      continue
    }
    const others = changes.length === 0 ? first.toSpliced(at, 1) : await healthOf(hosts.toSpliced(at, 1), limits, stop)
    const isEnough = others.filter((health) => health?.ok).length >= minHealthy
    if (!isEnough || stop.aborted) return goBack(changes, steps, limits)
    changes.push({ host, before: known.release })
    const isWell = await bring(host, release, limits, stop)
    steps.push({ host: host.name, did: isWell ? 'installed' : 'failed', release })
    if (!isWell) return goBack(changes, steps, limits)
  }
  return { result: 'deployed', steps }
}

async function goBack(changes: readonly Change[], steps: Step[], limits: Limits): Promise<Report> {
  if (changes.length === 0) return { result: 'refused', steps }
  const unstoppable = new AbortController().signal
  let result: Report['result'] = 'rolled back'
  for (const { host, before } of changes.toReversed()) {
    const isWell = await bring(host, before, limits, unstoppable)
    steps.push({ host: host.name, did: isWell ? 'restored' : 'not restored', release: before })
    if (!isWell) result = 'broken'
  }
  return { result, steps }
}

/** Installs a release and waits at the gate. Gives whether the host became healthy in time. */
async function bring(host: Host, release: string, limits: Limits, stop: AbortSignal): Promise<boolean> {
  const { clock, everyMs, timeoutMs, deadlineMs } = limits
  const becomesHealthy = async (signal: AbortSignal): Promise<boolean> => {
    await host.install(release, signal)
    while (!signal.aborted) {
      const ask = (own: AbortSignal) => host.health(own)
      const health = await within(timeoutMs, ask, clock, signal).catch(() => undefined)
      if (health?.ok && health.release === release) return true
      await clock.sleep(everyMs, signal)
    }
    return false
  }
  return within(deadlineMs, becomesHealthy, clock, stop).catch(() => false)
}

/** One answer for each, undefined where there is none in time. */
function healthOf(hosts: readonly Host[], limits: Limits, stop: AbortSignal): Promise<(Health | undefined)[]> {
  if (stop.aborted) return Promise.resolve(hosts.map(() => undefined))
  const ask = (host: Host) => within(limits.timeoutMs, (signal) => host.health(signal), limits.clock, stop)
  return Promise.all(hosts.map((host) => ask(host).catch(() => undefined)))
}

/** Rejects when the work takes longer, or is stopped from outside. The work's own signal is aborted in both cases, and in no other. */
async function within<T>(
  ms: number,
  work: (signal: AbortSignal) => Promise<T>,
  clock: Clock,
  stop: AbortSignal,
): Promise<T> {
  stop.throwIfAborted()
  const own = new AbortController()
  const settled = new AbortController()
  const { promise: givenUp, reject: giveUp } = settler<never>()
  const end = (reason: unknown) => {
    own.abort(reason)
    giveUp(reason)
  }
  const stopped = () => end(stop.reason)
  stop.addEventListener('abort', stopped, { once: true })
  clock.sleep(ms, settled.signal).then(
    () => end(new Error(`not done within ${ms} ms`)),
    () => undefined,
  )
  try {
    return await Promise.race([work(own.signal), givenUp])
  } finally {
    settled.abort()
    stop.removeEventListener('abort', stopped)
  }
}

function settler<T>() {
  let reject: (reason: unknown) => void = () => {}
  const promise = new Promise<T>((_resolve, no) => {
    reject = no
  })
  promise.catch(() => undefined)
  return { promise, reject }
}
