/** The learner's nginx.conf with its includes, and what nginx would refuse to start with. */
import { projectFiles } from 'backend-workbook/check'
import { CONTEXTS, OTHER_MODULES } from './directives.ts'
import { type Directive, parse } from './syntax.ts'
import { isKnownVariable, namesIn } from './variables.ts'

export interface Config {
  main: Directive[]
  http: Directive[]
  problems: string[]
}

/** Lines inside of these are no directives. */
const TABLES = new Set(['map', 'geo', 'types', 'split_clients', 'charset_map'])
const BLOCKS = new Set(['events', 'http', 'location', 'if', 'limit_except', 'upstream', ...TABLES])
/** Those that a block may have once, of the ones that matter here. */
const SINGLE = new Set(
  `proxy_pass proxy_http_version proxy_buffering proxy_read_timeout proxy_send_timeout proxy_connect_timeout proxy_next_upstream
  client_max_body_size client_header_timeout client_body_timeout server_tokens ssl_protocols limit_req_status keepalive
  ssl_prefer_server_ciphers proxy_request_buffering gzip root alias`.split(/\s+/),
)
const MIME_TYPES = /^(?:\/etc\/nginx\/)?mime\.types$/

let read: Config | undefined

export function config(): Config {
  read ??= load()
  return read
}

function load(): Config {
  const files = new Map(projectFiles({ hidden: true }).map(({ path, text }) => [path, text]))
  const problems: string[] = []
  const main = include('nginx.conf', files, problems, [])
  const http = main.find(({ name, block }) => name === 'http' && block)?.block ?? []
  if (!main.some(({ name }) => name === 'events')) problems.push('nginx.conf: there is no "events" block')
  if (http.length === 0) problems.push('nginx.conf: there is no "http" block')
  look(main, 'main', problems)
  const own = ownVariables(main)
  for (const each of all(main)) {
    if (each.name === 'log_format' || OTHER_MODULES.test(each.name)) continue
    for (const name of each.args.flatMap(namesIn))
      if (!own.has(name) && !isKnownVariable(name)) problems.push(`${placeOf(each)}: unknown variable "$${name}"`)
  }
  lookForZones(http, problems)
  return { main, http, problems }
}

export function placeOf({ file, line }: Directive): string {
  return `${file}:${line}`
}

/** A directive and all below it. */
export function all(list: Directive[]): Directive[] {
  return list.flatMap((each) => [each, ...all(each.block ?? [])])
}

function include(path: string, files: Map<string, string>, problems: string[], above: string[]): Directive[] {
  const parsed = parse(files.get(path) ?? '', path)
  problems.push(...parsed.problems)
  const expand = (list: Directive[]): Directive[] =>
    list.flatMap((each) => {
      if (each.block) return [{ ...each, block: expand(each.block) }]
      const [target = ''] = each.args
      if (each.name !== 'include') return [each]
      if (MIME_TYPES.test(target)) return []
      const found = filesOf(target, files)
      if (found.length === 0 && !target.includes('*')) problems.push(`${placeOf(each)}: there is no ${target} here`)
      return found
        .filter((name) => name !== path && !above.includes(name))
        .flatMap((name) => include(name, files, problems, [...above, path]))
    })
  return expand(parsed.directives)
}

/** The folder is /etc/nginx. */
export function filesOf(target: string, files: Map<string, string>): string[] {
  const path = target.replace(/^\/etc\/nginx\//, '').replace(/^\.\//, '')
  const pattern = path.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  const whole = new RegExp(`^${pattern.join('[^/]*')}$`)
  return [...files.keys()].filter((name) => whole.test(name)).sort()
}

function look(list: Directive[], context: string, problems: string[]): void {
  const seen = new Set<string>()
  for (const each of list) {
    const { name, args, block } = each
    const say = (text: string) => problems.push(`${placeOf(each)}: ${text}`)
    const contexts = CONTEXTS.get(name)
    if (!contexts) {
      if (!OTHER_MODULES.test(name)) say(`unknown directive "${name}"`)
      continue
    }
    if (!contexts.has(context))
      say(`"${name}" is not allowed here, in ${context === 'main' ? 'no block' : `"${context}"`}`)
    const isBlock = BLOCKS.has(name) || (name === 'server' && context !== 'upstream')
    if (isBlock && !block) say(`"${name}" has no block`)
    if (!isBlock && block) say(`"${name}" takes no block`)
    if (!isBlock && args.length === 0 && !['ip_hash', 'least_conn', 'internal', 'break', 'random'].includes(name))
      say(`"${name}" has no value`)
    if (SINGLE.has(name) && seen.has(name)) say(`"${name}" is there twice in one block`)
    seen.add(name)
    if (block && !TABLES.has(name)) look(block, name, problems)
  }
}

function ownVariables(main: Directive[]): Set<string> {
  const names = all(main).flatMap(({ name, args }) => {
    if (name === 'set' || name === 'auth_request_set') return args.slice(0, 1)
    if (name === 'map' || name === 'geo' || name === 'split_clients') return args.slice(-1)
    // Named captures of regular expressions.
    return args.flatMap((text) => [...text.matchAll(/\(\?P?<(\w+)>/g)].map(([, group]) => `$${group}`))
  })
  return new Set(names.map((name) => name.slice(1)))
}

function lookForZones(http: Directive[], problems: string[]): void {
  const zones = new Set(
    http.filter(({ name }) => name === 'limit_req_zone').map(({ args }) => zoneOf(args)?.split(':')[0]),
  )
  for (const each of all(http)) {
    if (each.name !== 'limit_req') continue
    const zone = zoneOf(each.args)
    if (!zones.has(zone)) problems.push(`${placeOf(each)}: there is no limit_req_zone "${zone ?? ''}"`)
  }
}

export function zoneOf(args: string[]): string | undefined {
  return args.find((arg) => arg.startsWith('zone='))?.slice(5)
}
