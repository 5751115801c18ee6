import { setTimeout as sleep } from 'node:timers/promises'
import type { RunningService, ServiceName, ServiceOrigin } from '../../services/service.ts'
import { cacheFolder } from '../course/cache-folder.ts'

/** What a verdict says of a service that the exercise was judged on. */
export interface JudgedService {
  name: ServiceName
  /** `PostgreSQL 18.4 (embedded)` */
  label: string
  how: ServiceOrigin
}

/** The services of one run, each with an empty database of its own. */
export interface Lease {
  /** For the judged process: the addresses. */
  env: Record<string, string>
  services: JudgedService[]
  /** What the verdict must say of them. */
  notes: string[]
  /** Gives the databases back, and waits for nothing. */
  drop: () => void
}

/** Services, started when an exercise first asks, kept for the next run, and ended with the pool. */
export interface ServicePool {
  /** @throws Problem when one cannot be started */
  lease: (names: readonly ServiceName[]) => Promise<Lease>
  /** Starts them now, so that they are ready when a run begins. */
  warm: (names: readonly ServiceName[]) => void
  close: () => Promise<void>
}

/** How long an end in good order may take. What is left then ends with this process. */
const CLOSE_MS = 3000

interface Started {
  variable: string
  service: RunningService
}

export function openServicePool(options: {
  packageRoot: string
  env: Record<string, string | undefined>
}): ServicePool {
  const running = new Map<ServiceName, Promise<Started>>()
  const drops = new Set<Promise<void>>()

  const start = async (name: ServiceName): Promise<Started> => {
    const { loadService } = await import('../../services/start.ts')
    const { variable, start } = await loadService(name)
    const cache = cacheFolder(options.env)
    const { env, packageRoot } = options
    return { variable, service: await start({ env, packageRoot, ...(cache && { cache }) }) }
  }
  const started = (name: ServiceName): Promise<Started> => {
    const found = running.get(name) ?? start(name)
    running.set(name, found)
    found.catch(() => running.delete(name))
    return found
  }
  /** A service that ended meanwhile is started again, once. */
  const isolated = async (name: ServiceName) => {
    const first = await started(name)
    try {
      return { ...first, database: await first.service.isolate() }
    } catch {
      running.delete(name)
      await first.service.stop().catch(() => undefined)
      const second = await started(name)
      return { ...second, database: await second.service.isolate() }
    }
  }

  return {
    async lease(names) {
      const leased = await Promise.all(names.map(async (name) => ({ name, ...(await isolated(name)) })))
      return {
        env: Object.assign(
          {},
          ...leased.map(({ variable, database }) => ({ [variable]: database.url, ...database.env })),
        ),
        services: leased.map(({ name, service: { label, how } }) => ({ name, label, how })),
        notes: leased.flatMap(({ service }) => noteOn(service)),
        drop() {
          for (const { database } of leased) {
            const drop = database.drop().finally(() => drops.delete(drop))
            drops.add(drop)
          }
        },
      }
    },
    warm(names) {
      for (const name of names) started(name).catch(() => undefined)
    },
    async close() {
      const started = [...running.values()]
      running.clear()
      const end = async () => {
        await Promise.all(drops)
        await Promise.allSettled(started.map(async (starting) => (await starting).service.stop()))
      }
      await Promise.race([end(), sleep(CLOSE_MS, undefined, { ref: false })])
    },
  }
}

function noteOn({ label, cannot }: RunningService): string[] {
  return cannot.length === 0 ? [] : [`Judged on ${label}. What it cannot show: ${cannot.join('; ')}.`]
}
