import { Problem } from '../../problem.ts'
import type { RunningService, Service, StartOptions } from '../service.ts'
import { VARIABLES } from '../variables.ts'
import { openEnvironment } from './environment.ts'
import { startServer } from './server.ts'
import { startStandIn } from './stand-in.ts'

/** Asks for one of the ways below, to try it where another would come first. */
const CHOICE = 'COURSE_REDIS'

const WAYS: { name: string; start: (options: StartOptions) => Promise<RunningService> }[] = [
  { name: 'server', start: startServer },
  { name: 'emulator', start: startStandIn },
]

/** Redis: REDIS_URL, a server of this machine, else js-redis-server. */
export const redis: Service = {
  name: 'redis',
  variable: VARIABLES.redis,
  async start(options) {
    const address = options.env[VARIABLES.redis]
    const choice = options.env[CHOICE]
    if (address && !choice) return openEnvironment(address)
    const reasons: string[] = []
    for (const { name, start } of WAYS.filter((way) => !choice || way.name === choice)) {
      try {
        return await start(options)
      } catch (error) {
        reasons.push(`${name}: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
    throw new Problem(
      `Redis could not be started.\n${reasons.join('\n')}`,
      `Run one yourself and set ${VARIABLES.redis}, for example redis://localhost:6379.`,
    )
  },
}
