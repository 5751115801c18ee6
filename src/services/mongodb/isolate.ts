import { randomBytes } from 'node:crypto'
import type { IsolatedDatabase } from '../service.ts'

/** A database with a name of its own on a server, made with the first write to it. */
export function isolatedDatabase(address: string, drop: (name: string) => Promise<unknown>): IsolatedDatabase {
  const name = `course_${randomBytes(6).toString('hex')}`
  return {
    url: withDatabase(address, name),
    async drop() {
      // What cannot be dropped is left.
      await drop(name).catch(() => undefined)
    },
  }
}

/**
 * The same address with another database. It may name several hosts, which `URL` cannot read. Where it names users
 * as well, they are looked up where they were before.
 */
export function withDatabase(address: string, name: string): string {
  const match = /^(mongodb(?:\+srv)?:\/\/)([^/?]*)(?:\/([^?]*))?(?:\?(.*))?$/.exec(address)
  if (!match) throw new TypeError('The address of MongoDB begins with mongodb:// or mongodb+srv://')
  const [, scheme, hosts = '', database = '', options = ''] = match
  const users = hosts.includes('@') && !/(^|&)authSource=/i.test(options) ? `authSource=${database || 'admin'}` : ''
  const all = [options, users].filter(Boolean).join('&')
  return `${scheme}${hosts}/${name}${all ? `?${all}` : ''}`
}
