import { Problem } from '../../problem.ts'
import { libpqOf } from '../../processes/environment.ts'
import type { RunningService, StartOptions } from '../service.ts'
import { Databases } from './databases.ts'

const VARIABLE = 'DATABASE_URL'

/**
 * The learner's own server. Runs get databases of their own there, and nothing else on it is touched.
 * @throws Problem when nobody answers, or its user may not make databases
 */
export async function openEnvironment(address: string, env: StartOptions['env'] = {}): Promise<RunningService> {
  const databases = await connect(address)
  const version = await describe(databases)
  return {
    url: address,
    how: 'environment',
    label: `PostgreSQL ${version} (${VARIABLE})`,
    cannot: [],
    // What the address leaves open, the learner's shell says.
    isolate: async () => ({ ...(await databases.isolate()), env: libpqOf(env) }),
    stop: () => databases.close(),
  }
}

async function connect(address: string): Promise<Databases> {
  const urlFor = (name: string) => {
    const url = new URL(address)
    url.pathname = `/${name}`
    return url.href
  }
  try {
    return await Databases.open(address, urlFor)
  } catch (error) {
    const why = error instanceof Error ? error.message || ('code' in error ? String(error.code) : error.name) : ''
    throw new Problem(
      `The PostgreSQL that ${VARIABLE} names does not answer: ${why}`,
      `Start it, or unset ${VARIABLE} so that the course brings its own.`,
      { cause: error },
    )
  }
}

/** The server's version, when its user can do what runs need. */
async function describe(databases: Databases): Promise<string> {
  const [row] = await databases.query(
    'SELECT (rolcreatedb OR rolsuper) AS able FROM pg_roles WHERE rolname = current_user',
  )
  if (row?.['able'] === true) return databases.version()
  await databases.close()
  throw new Problem(
    `The user of ${VARIABLE} may not create databases, and every run needs one of its own.`,
    `As an administrator: ALTER ROLE <user> CREATEDB. Or unset ${VARIABLE}.`,
  )
}
