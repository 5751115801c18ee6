import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Leashed, spawnLeashed } from './leash.ts'

/** A service of ours that is a process of its own. */
export interface Host {
  process: Leashed
  /** Rejects with what it said when it ends before it says one, or takes longer than `bootMs`. */
  port: Promise<number>
}

interface HostOptions {
  packageRoot: string
  /** Below src/services. */
  file: string
  args?: string[]
  /** A folder that goes with it. */
  removes?: string
  bootMs: number
}

/** Starts it. It listens where its port, which it says on stderr, tells. */
export function startHost({ packageRoot, file, args = [], removes, bootMs }: HostOptions): Host {
  const host = spawnLeashed(process.execPath, [...hostProgram(packageRoot, file), ...args], {
    stopSignal: 'SIGKILL',
    ...(removes !== undefined && { removes }),
  })
  return { process: host, port: portOf(host, bootMs) }
}

/** What Node.js must be started with: the bundle where there is one, else the source. */
function hostProgram(packageRoot: string, file: string): string[] {
  const name = /([\w-]+)\.ts$/.exec(file)?.[1] ?? file
  const built = join(packageRoot, 'dist', `${name}.js`)
  if (existsSync(built)) return [built]
  const tsx = createRequire(join(packageRoot, 'package.json')).resolve('tsx')
  return ['--import', pathToFileURL(tsx).href, join(packageRoot, 'src', 'services', file)]
}

function portOf(host: Leashed, bootMs: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let said = ''
    const timer = setTimeout(() => void host.stop(), bootMs)
    host.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text
      const port = /^port (\d+)$/m.exec(said)?.[1]
      if (port === undefined) return
      clearTimeout(timer)
      resolve(Number(port))
    })
    void host.ended.then(() => {
      clearTimeout(timer)
      reject(new Error(`it did not start: ${said.trim().slice(-2000)}`))
    })
  })
}
