import { openDetour as openWay, type Detour as Way } from 'backend-workbook/check'

/** The way to the database, which a check can cut and mend. */
export interface Detour extends Way {
  /** The database's address, by way of this detour. */
  url: string
}

/** One host, a port and no encryption: others cannot be reached by a detour. */
const PLAIN = /^mongodb:\/\/((?:[^@/]*@)?)([^:/,@]+)(?::(\d+))?(\/[^?]*)?(?:\?(.*))?$/

/** Gives undefined where the database's address is none that a detour can be made of. */
export async function openDetour(url: string): Promise<Detour | undefined> {
  const [, user = '', host, databasePort = '27017', path = '/', options = ''] = PLAIN.exec(url) ?? []
  if (host === undefined || /\b(tls|ssl)=true/.test(options)) return undefined
  const way = await openWay(host, Number(databasePort))
  // Otherwise the driver would ask the database for its address, and go there.
  const detour = ['directConnection=true', options].filter(Boolean).join('&')
  return { ...way, url: `mongodb://${user}127.0.0.1:${way.port}${path}?${detour}` }
}
