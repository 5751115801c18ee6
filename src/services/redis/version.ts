/** Ubuntu 22.04 has 6.0, which lacks GETDEL, GETEX and ranges of ZRANGE by score. */
const OLDEST = '6.2'

export interface Version {
  /** `Redis 7.0.15`, `Valkey 8.1.1` */
  label: string
  /** A clause, when it is too old for the exercises. */
  tooOld?: string
}

/** From what INFO says. A Valkey also says which Redis it is like. */
export function versionOf(info: string): Version {
  const like = /^redis_version:(\S+)/m.exec(info)?.[1] ?? '0'
  const valkey = /^valkey_version:(\S+)/m.exec(info)?.[1]
  const label = valkey === undefined ? `Redis ${like}` : `Valkey ${valkey}`
  return { label, ...(isTooOld(like) && { tooOld: `it is ${label}, and exercises need ${OLDEST} or newer` }) }
}

/** Whether exercises do without it. */
export function isTooOld(version: string): boolean {
  return version.localeCompare(OLDEST, 'en', { numeric: true }) < 0
}
