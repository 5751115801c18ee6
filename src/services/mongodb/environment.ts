import { Problem } from '../../problem.ts'
import type { RunningService } from '../service.ts'
import { VARIABLES } from '../variables.ts'
import { isolatedDatabase } from './isolate.ts'

const CONNECT_MS = 5000

/**
 * The learner's own server. Runs get databases of their own there, and nothing else on it is touched.
 * @throws Problem when nobody answers, or lets us in
 */
export async function openEnvironment(address: string): Promise<RunningService> {
  const { MongoClient } = await import('mongodb')
  try {
    const client = new MongoClient(address, { serverSelectionTimeoutMS: CONNECT_MS })
    await client.connect()
    const { version } = await client.db('admin').command({ buildInfo: 1 })
    const { setName, msg } = await client.db('admin').command({ hello: 1 })
    return {
      url: address,
      how: 'environment',
      label: `MongoDB ${version} (${VARIABLES.mongodb})`,
      cannot: setName || msg === 'isdbgrid' ? [] : ['transactions and change streams, which need a replica set'],
      isolate: async () => isolatedDatabase(address, (name) => client.db(name).dropDatabase()),
      stop: () => client.close(),
    }
  } catch (error) {
    throw new Problem(
      `MongoDB does not answer at the address in ${VARIABLES.mongodb}: ${error instanceof Error ? error.message : String(error)}`,
      `Start it or mend the address. Without ${VARIABLES.mongodb} the course uses a server of its own.`,
    )
  }
}
