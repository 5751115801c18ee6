/** The short forms of a service's fields, as the long ones. */
import { type Fields, fieldsOf, listOf } from './compose.ts'

export interface Wait {
  service: string
  condition: string
}

export function waitsOf(service: Fields | undefined): Wait[] {
  const { depends_on: waits } = service ?? {}
  if (Array.isArray(waits)) return waits.map((name) => ({ service: String(name), condition: 'service_started' }))
  return Object.entries(fieldsOf(waits)).map(([name, options]) => {
    const { condition = 'service_started', required = true } = fieldsOf(options)
    return { service: name, condition: required === false ? 'nothing' : String(condition) }
  })
}

interface Mount {
  type: string
  source: string
  target: string
}

/** `data:/data` is a named volume, `./data:/data` a folder of the machine, `/data` a volume without a name. */
export function mountsOf(service: Fields | undefined): Mount[] {
  return listOf(service?.['volumes']).map((volume) => {
    if (typeof volume !== 'string') {
      const { type = 'volume', source = '', target = '' } = fieldsOf(volume)
      return { type: String(type), source: String(source), target: String(target) }
    }
    const [source = '', target, mode = ''] = volume.split(':')
    if (target === undefined) return { type: 'volume', source: '', target: source }
    if (/\bro\b/.test(mode)) return { type: 'something that is read only', source, target }
    return { type: /^[./~]/.test(source) ? 'bind' : 'volume', source, target }
  })
}

export function networksOf(service: Fields | undefined): string[] {
  if (service?.['network_mode'] !== undefined) return []
  const { networks } = service ?? {}
  const names = Array.isArray(networks) ? networks.map(String) : Object.keys(fieldsOf(networks))
  return names.length > 0 ? names : ['default']
}

/** `3000:3000`, or the ports of the long form; `*` where a free one is taken. */
export function portsOf(service: Fields | undefined): string[] {
  return listOf(service?.['ports']).map((port) => {
    if (typeof port === 'object') {
      const { published = '*', target = '' } = fieldsOf(port)
      return `${published}:${target}`
    }
    const parts = String(port)
      .replace(/\/tcp$/, '')
      .split(':')
    return `${parts.at(-2) ?? '*'}:${parts.at(-1)}`
  })
}

/** The words of a health check; none where there is none. */
export function healthOf(service: Fields | undefined): string {
  const { test, disable } = fieldsOf(service?.['healthcheck'])
  const [kind, ...words] = Array.isArray(test) ? test.map(String) : ['CMD-SHELL', typeof test === 'string' ? test : '']
  return disable === true || kind === 'NONE' ? '' : words.join(' ').trim()
}

const UNITS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** Milliseconds of `1m30s`. */
export function durationOf(value: unknown): number {
  const parts = String(value ?? '').matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)
  return [...parts].reduce((total, [, count, unit = '']) => total + Number(count) * (UNITS[unit] ?? 0), 0)
}

/** Bytes of `256m`, `0.25gb`, `268435456`. */
export function bytesOf(value: unknown): number {
  const [, count, unit = ''] = /^(\d+(?:\.\d+)?)\s*([kmg]?)(?:i?b)?$/i.exec(String(value ?? '').trim()) ?? []
  const power = ['', 'k', 'm', 'g'].indexOf(unit.toLowerCase())
  return count === undefined ? 0 : Number(count) * 1024 ** power
}
