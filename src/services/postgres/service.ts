import { Problem } from '../../problem.ts'
import type { RunningService, Service, StartOptions } from '../service.ts'
import { VARIABLES } from '../variables.ts'
import { startEmbedded } from './embedded.ts'
import { openEnvironment } from './environment.ts'
import { startPglite } from './pglite.ts'

/** Asks for one of the ways below, to try it where another would come first. */
const CHOICE = 'COURSE_POSTGRES'

const WAYS: { name: string; start: (options: StartOptions) => Promise<RunningService> }[] = [
  { name: 'embedded', start: startEmbedded },
  { name: 'pglite', start: startPglite },
]

/** PostgreSQL: DATABASE_URL, else the embedded server, else PGlite. */
export const postgres: Service = {
  name: 'postgres',
  variable: VARIABLES.postgres,
  async start(options) {
    const address = options.env[VARIABLES.postgres]
    const choice = options.env[CHOICE]
    if (address && !choice) return openEnvironment(address, options.env)
    const reasons: string[] = []
    for (const { name, start } of WAYS.filter((way) => !choice || way.name === choice)) {
      try {
        return await start(options)
      } catch (error) {
        reasons.push(`${name}: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
    throw new Problem(
      `PostgreSQL could not be started.\n${reasons.join('\n')}`,
      `Run one yourself and set ${VARIABLES.postgres}, for example postgres://user@localhost:5432/postgres.`,
    )
  },
}
