import { Problem } from '../../problem.ts'
import type { RunningService, Service, StartOptions } from '../service.ts'
import { VARIABLES } from '../variables.ts'
import { startEmulated } from './emulated.ts'
import { openEnvironment } from './environment.ts'
import { startMongod } from './mongod.ts'

/** Asks for one of the ways below, to try it where another would come first. */
const CHOICE = 'COURSE_MONGODB'

const WAYS: { name: string; start: (options: StartOptions) => Promise<RunningService> }[] = [
  { name: 'mongod', start: startMongod },
  { name: 'emulator', start: startEmulated },
]

/** MongoDB: MONGODB_URI, a mongod of this machine, else the emulator. */
export const mongodb: Service = {
  name: 'mongodb',
  variable: VARIABLES.mongodb,
  async start(options) {
    const address = options.env[VARIABLES.mongodb]
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
      `MongoDB could not be started.\n${reasons.join('\n')}`,
      `Run one yourself and set ${VARIABLES.mongodb}, for example mongodb://localhost:27017/?replicaSet=rs0.`,
    )
  },
}
