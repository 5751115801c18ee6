/** The phases of a request: the server, its rewrites, the location. */
import type { Directive } from './syntax.ts'
import { fill, type Passage, regex } from './variables.ts'

interface Answered {
  status: number
  to: string
}

export interface Rewritten {
  answer?: Answered
  /** The path has changed, and a location is looked for again. */
  again?: boolean
}

export function serverOf(http: Directive[], port: number, host: string): Directive[] | undefined {
  const listening = http.filter(({ name, block }) => name === 'server' && block).filter((each) => listens(each, port))
  const named = (fits: (name: string) => boolean) =>
    listening.find(({ block }) => namesOf(block).some((name) => fits(name.toLowerCase())))
  const found =
    named((name) => name === host) ??
    named((name) => name.startsWith('*.') && host.endsWith(name.slice(1))) ??
    named((name) => name.startsWith('.') && (host === name.slice(1) || host.endsWith(name))) ??
    named((name) => name.startsWith('~') && regex(name.slice(1), 'i').test(host)) ??
    listening.find(({ block }) => block?.some((each) => each.name === 'listen' && isDefault(each, port))) ??
    listening[0]
  return found?.block
}

const namesOf = (block: Directive[] | undefined) =>
  (block ?? []).filter(({ name }) => name === 'server_name').flatMap(({ args }) => args)

const isDefault = (listen: Directive, port: number) =>
  portOf(listen.args[0]) === port && listen.args.includes('default_server')

function listens({ block = [] }: Directive, port: number): boolean {
  const listen = block.filter(({ name }) => name === 'listen')
  return listen.length === 0 ? port === 80 : listen.some((each) => portOf(each.args[0]) === port && !isQuic(each))
}

const isQuic = ({ args }: Directive) => args.includes('quic')

/** Of one that the world can reach by IPv4. */
export function portOf(address = ''): number | undefined {
  if (/^(?:127\.|localhost|\[|unix:)/.test(address)) return undefined
  const port = /^(?:.*:)?(\d+)$/.exec(address)?.[1]
  return port === undefined ? 80 : Number(port)
}

/** The directives of ngx_http_rewrite_module, in their order. */
export function runRewrites(block: Directive[], passage: Passage): Rewritten {
  for (const { name, args, block: inner } of block) {
    if (name === 'return') return { answer: returned(args, passage) }
    if (name === 'break') return {}
    if (name === 'set') passage.set.set((args[0] ?? '').slice(1), fill(args[1] ?? '', passage))
    if (name === 'rewrite') {
      const done = rewritten(args, passage)
      if (done) return done
    }
    if (name === 'if' && inner && holds(args, passage)) {
      const done = runRewrites(inner, passage)
      if (done.answer || done.again) return done
    }
  }
  return {}
}

function returned([first = '', second]: string[], passage: Passage): Answered {
  if (!/^\d+$/.test(first)) return { status: 302, to: fill(first, passage) }
  const status = Number(first)
  const isRedirect = [301, 302, 303, 307, 308].includes(status)
  return { status, to: isRedirect ? fill(second ?? '', passage) : '' }
}

function rewritten([pattern = '', target = '', flag = '']: string[], passage: Passage): Rewritten | undefined {
  const match = regex(pattern).exec(passage.uri)
  if (!match) return undefined
  capture(match, passage)
  const to = fill(target, passage)
  if (/^https?:\/\/|^\$scheme/.test(target) || flag === 'permanent' || flag === 'redirect') {
    // The query comes along, unless the target ends with a question mark.
    const query = to.endsWith('?') || passage.args === '' ? '' : `${to.includes('?') ? '&' : '?'}${passage.args}`
    return { answer: { status: flag === 'permanent' ? 301 : 302, to: to.replace(/\?$/, '') + query } }
  }
  passage.uri = to.split('?')[0] ?? ''
  if (flag === 'break') return {}
  return flag === 'last' ? { again: true } : undefined
}

function capture(match: RegExpExecArray, passage: Passage): void {
  passage.captures = { ...passage.captures, ...match.groups, ...Object.fromEntries(match.slice(0, 10).entries()) }
}

/** `($scheme = http)`, `($host != market.example)`, `($uri ~* ^/old)`, `($query)`. Questions about files say no. */
function holds(args: string[], passage: Passage): boolean {
  const words = args
    .join(' ')
    .replace(/^\(\s*|\s*\)$/g, '')
    .split(/\s+/)
  const left = fill(words[0] ?? '', passage)
  const [, operator, right = ''] = words
  if (operator === undefined) return left !== '' && left !== '0'
  if (operator === '=') return left === fill(right, passage)
  if (operator === '!=') return left !== fill(right, passage)
  const found = regex(right, operator.includes('*') ? 'i' : '').exec(left)
  if (found) capture(found, passage)
  return operator.startsWith('!') ? !found : Boolean(found) && operator.startsWith('~')
}

/** The location for the path, with those around it, outermost first; none is the server itself. */
export function locationOf(block: Directive[], passage: Passage, name?: string): Directive[] {
  const locations = block.filter((each) => each.name === 'location' && each.block)
  if (name !== undefined) return locations.filter(({ args }) => args[0] === name).slice(0, 1)
  const kinds = locations.map((location) => {
    const [first = '', second] = location.args
    const [kind, pattern] = second === undefined ? ['', first] : [first, second]
    return /^~\*?.+/.test(first) && second === undefined
      ? { location, kind: first.startsWith('~*') ? '~*' : '~', pattern: first.replace(/^~\*?/, '') }
      : { location, kind, pattern }
  })
  const { uri } = passage
  const exact = kinds.find(({ kind, pattern }) => kind === '=' && pattern === uri)
  if (exact) return [exact.location]
  const prefix = kinds
    .filter(
      ({ kind, pattern }) => (kind === '' || kind === '^~') && !pattern.startsWith('@') && uri.startsWith(pattern),
    )
    .reduce<(typeof kinds)[number] | undefined>(
      (a, b) => (a && a.pattern.length >= b.pattern.length ? a : b),
      undefined,
    )
  const nested = prefix ? locationOf(prefix.location.block ?? [], passage) : []
  if (prefix && nested.some(({ args }) => args[0]?.startsWith('~'))) return [prefix.location, ...nested]
  for (const { location, kind, pattern } of prefix?.kind === '^~' ? [] : kinds) {
    const match = kind.startsWith('~') ? regex(pattern, kind === '~*' ? 'i' : '').exec(uri) : undefined
    if (!match) continue
    capture(match, passage)
    return [location, ...locationOf(location.block ?? [], passage)]
  }
  return prefix ? [prefix.location, ...nested] : []
}
