import { readFileSync } from 'node:fs'

export interface Account {
  uid: number
  gid: number
}

const NAMES = ['postgres', 'nobody']

/**
 * Whom the server runs as when we are root: PostgreSQL refuses to be root. It must be somebody in /etc/passwd, because
 * initdb looks its own name up. undefined when we are anybody else.
 */
export function serverAccount(passwdFile = '/etc/passwd'): Account | undefined {
  if (process.getuid?.() !== 0) return undefined
  const lines = readFileSync(passwdFile, 'utf8').split('\n')
  for (const name of NAMES) {
    const [found, , uid, gid] = lines.find((line) => line.startsWith(`${name}:`))?.split(':') ?? []
    if (found && Number(uid) > 0 && Number(gid) > 0) return { uid: Number(uid), gid: Number(gid) }
  }
  throw new Error('root cannot run PostgreSQL, and there is no user named nobody to do it instead')
}
