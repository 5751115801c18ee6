import { Problem } from '../../problem.ts'
import type { Service } from '../service.ts'
import { VARIABLES } from '../variables.ts'
import { startEmbedded } from './embedded.ts'
import { openEnvironment } from './environment.ts'

/** PostgreSQL: DATABASE_URL, else the embedded server, else PGlite. */
export const postgres: Service = {
  name: 'postgres',
  variable: VARIABLES.postgres,
  async start(options) {
    const address = options.env[VARIABLES.postgres]
    if (address) return openEnvironment(address)
    try {
      return await startEmbedded(options)
    } catch (error) {
      throw new Problem('PostgreSQL could not be started.', 'Set DATABASE_URL to one that runs.', { cause: error })
    }
  },
}
