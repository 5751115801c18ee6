import {
  type Clock,
  type DeployOptions,
  deploy,
  type Health,
  type Host,
  type Report,
} from '../../../exercises/27-ci-cd/release.ts'
import { openClock } from './time.ts'

type Answer = 'well' | 'ill' | 'silent' | 'hangs' | 'old'

export interface Plan {
  name: string
  runs?: string
  /** What it answers, question by question after an install of a release; the last one goes on. */
  answers?: Record<string, Answer[]>
  /** What it answers before anything was installed. */
  before?: Answer[]
  /** How the install of a release goes; a number is how long it takes. */
  installs?: Record<string, 'fails' | 'hangs' | number>
  /** How long a question takes. */
  healthMs?: number
}

export interface Call {
  host: string
  did: 'install' | 'health'
  release: string
  at: number
  signal: AbortSignal
}

/** Hosts that note each call, and a clock that they share with the deployer. */
export function openPlace(plans: Plan[]) {
  const clock = openClock()
  const calls: Call[] = []
  const hosts = plans.map((plan) => openHost(plan, clock, calls))
  const run = (release: string, options: Partial<DeployOptions> = {}): Promise<Report> =>
    deploy(hosts, release, { clock, ...options })
  const installs = () => calls.filter(({ did }) => did === 'install').map(({ host, release }) => `${host} ${release}`)
  const of = (host: string, did: Call['did']) => calls.filter((call) => call.host === host && call.did === did)
  return { clock, calls, hosts, run, installs, of }
}

function openHost(
  { name, runs = '1.3', answers = {}, before = ['well'], installs = {}, healthMs = 0 }: Plan,
  clock: Clock,
  calls: Call[],
): Host {
  let release = runs
  /** What `old` names. */
  let older = '1.2'
  let left = [...before]
  const note = (did: Call['did'], about: string, signal: AbortSignal) =>
    calls.push({ host: name, did, release: about, at: clock.now(), signal })

  async function install(next: string, signal: AbortSignal): Promise<void> {
    note('install', next, signal)
    const way = installs[next] ?? 0
    left = [...(answers[next] ?? ['well'])]
    if (way === 'hangs') return new Promise(() => {})
    if (way === 'fails') throw new Error(`${name}: no space left on the disk`)
    if (way > 0) await clock.sleep(way)
    older = release
    release = next
  }

  async function health(signal: AbortSignal): Promise<Health> {
    note('health', release, signal)
    const answer = (left.length > 1 ? left.shift() : left[0]) ?? 'well'
    if (answer === 'hangs') return new Promise(() => {})
    if (healthMs > 0) await clock.sleep(healthMs)
    if (answer === 'silent') throw new Error('ECONNREFUSED')
    return answer === 'old' ? { ok: true, release: older } : { ok: answer === 'well', release }
  }

  return { name, install, health }
}

/** `a installed 1.4`, in their order. */
export function told({ result, steps }: Report): string[] {
  return [...steps.map(({ host, did, release }) => `${host} ${did} ${release}`), result]
}
