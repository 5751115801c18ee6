/** Takes a request through the configuration, as far as nginx would take it without a file system. */
import { all, config } from './config.ts'
import { locationOf, runRewrites, serverOf } from './phases.ts'
import type { Directive } from './syntax.ts'
import { escaped, fill, normalised, type Passage, type Request } from './variables.ts'

/** What holds for a request, outermost block first. */
export type Levels = Directive[][]

export interface Outcome {
  /** What nginx answers itself: `301`. Undefined where it asks an app. */
  status: number | undefined
  /** Of a redirect. */
  to: string
  /** What it asks: `127.0.0.1:3001`, each address of the group. */
  servers: Directive[]
  /** The group; undefined where proxy_pass names an address itself. */
  upstream: Directive | undefined
  /** As the app gets them. */
  path: string
  headers: Record<string, string>
  levels: Levels
  /** The server block, by its `server_name`. */
  passage: Passage
  /** For messages. */
  text: string
}

const MOST_TURNS = 10

export function route(request: Request): Outcome {
  const { http } = config()
  const asked = { method: 'GET', ip: '203.0.113.7', headers: { host: 'market.example' }, ...request }
  const [path = '/', args = ''] = asked.path.split('?')
  const uri = normalised(path)
  const server = serverOf(http, asked.port, asked.headers['host'] ?? '')
  const maps = new Map(
    all(http)
      .filter(({ name, block }) => name === 'map' && block)
      .map((map) => [(map.args[1] ?? '').slice(1), map]),
  )
  const serverName = server?.find(({ name }) => name === 'server_name')?.args[0] ?? ''
  const set = new Map<string, string>()
  const passage: Passage = { request: asked, uri, args, serverName, maps, set, captures: {}, proxyHost: '' }
  const none = { to: '', servers: [], upstream: undefined, path: '', headers: {}, passage }
  if (!server) return { ...none, status: 0, levels: [http], text: `nobody listens on port ${asked.port}` }
  const end = (status: number, to: string, levels: Levels): Outcome => ({
    ...{
      ...none,
      status,
      to: to.startsWith('/') ? `${asked.port === 443 ? 'https' : 'http'}://market.example${to}` : to,
    },
    ...{ levels, text: `${status}${to && ` to ${to}`}` },
  })
  asked.ip = clientOf([http, server], asked)
  const first = runRewrites(server, passage)
  if (first.answer) return end(first.answer.status, first.answer.to, [http, server])
  let named: string | undefined
  for (let turn = 0; turn < MOST_TURNS; turn++) {
    const path = locationOf(server, passage, named)
    named = undefined
    const levels = [http, server, ...path.map(({ block }) => block ?? [])]
    const own = path.at(-1)?.block ?? server
    if (path.length > 0) {
      const { answer, again } = runRewrites(own, passage)
      if (answer) return end(answer.status, answer.to, levels)
      if (again) continue
    }
    const tries = own.find(({ name }) => name === 'try_files')?.args.at(-1)
    if (tries !== undefined) {
      if (tries.startsWith('=')) return end(Number(tries.slice(1)), '', levels)
      if (tries.startsWith('@')) named = tries
      else passage.uri = fill(tries, passage).split('?')[0] ?? ''
      continue
    }
    const pass = own.find(({ name }) => name === 'proxy_pass')
    if (!pass) return { ...none, status: 404, levels, text: 'a file, and there is none' }
    const slash = slashed(server, passage)
    return slash ? end(301, slash, levels) : proxied(pass, path.at(-1), levels, passage)
  }
  return { ...none, status: 500, levels: [http, server], text: 'redirected in a circle' }
}

/** ngx_http_realip_module: an nginx that trusts everybody takes the address from a header that anybody may send. */
function clientOf(levels: Levels, { ip, headers }: Request & { ip: string }): string {
  const trusted = effective(levels, 'set_real_ip_from').map(({ args }) => args[0] ?? '')
  const header = setting(levels, 'real_ip_header', 'X-Real-IP').toLowerCase()
  const said = headers?.[header]?.split(',').map((entry) => entry.trim())
  return trusted.some((range) => range.endsWith('/0')) ? (said?.at(-1) ?? ip) : ip
}

/** `/events` where only a proxied `location /events/` fits: nginx sends the client there. */
function slashed(server: Directive[], { uri, args }: Passage): string | undefined {
  const locations = all(server).filter(({ name, block }) => name === 'location' && block)
  const target = locations.find(({ args: words, block }) => {
    return words.at(-1) === `${uri}/` && !words[0]?.startsWith('~') && block?.some(({ name }) => name === 'proxy_pass')
  })
  const isExact = locations.some(({ args: words }) => words.at(-1) === uri)
  return target && !isExact ? `${uri}/${args && `?${args}`}` : undefined
}

function proxied(pass: Directive, location: Directive | undefined, levels: Levels, passage: Passage): Outcome {
  const { http } = config()
  const url = fill(pass.args[0] ?? '', passage)
  const [, host = '', rest] = /^https?:\/\/([^/]+)(\/.*)?$/.exec(url) ?? []
  const upstream = http.find(({ name, args }) => name === 'upstream' && args[0] === host)
  passage.proxyHost = host
  const query = passage.args && `?${passage.args}`
  const asked = passage.request.path
  // Without a path in proxy_pass, and without a rewrite, the client's own goes on.
  const here = normalised(asked.split('?')[0] ?? '') === passage.uri ? asked : `${escaped(passage.uri)}${query}`
  const prefix =
    location?.args.length === 1 || /^(?:=|\^~)$/.test(location?.args[0] ?? '') ? location?.args.at(-1) : undefined
  const isFixed = (pass.args[0] ?? '').includes('$')
  const path =
    rest === undefined
      ? here
      : isFixed || prefix === undefined
        ? rest
        : `${rest}${escaped(passage.uri.slice(prefix.length))}${query}`
  const address = { ...pass, name: 'server', args: [host] }
  const servers = upstream ? (upstream.block ?? []).filter(({ name }) => name === 'server') : [address]
  const headers = headersFor(levels, passage)
  return {
    ...{ status: undefined, to: '', servers, upstream, path, headers, levels, passage },
    text: `${servers.map(({ args }) => args[0]).join(' and ')} for ${path}`,
  }
}

/** All that the app gets: the client's headers, but for those of the connection, with what is set here. */
function headersFor(levels: Levels, passage: Passage): Record<string, string> {
  const { upgrade: _, connection: __, 'keep-alive': ___, ...client } = passage.request.headers
  const set = effective(levels, 'proxy_set_header').map(({ args: [name = '', value = ''] }): [string, string] => [
    name.toLowerCase(),
    fill(value, passage),
  ])
  const headers: Record<string, string> = {
    ...client,
    host: passage.proxyHost,
    connection: 'close',
    ...Object.fromEntries(set),
  }
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''))
}

/** The directives of this name that hold: those of the innermost block that has any. They are never added up. */
export function effective(levels: Levels, name: string): Directive[] {
  const level = levels.findLast((each) => each.some((directive) => directive.name === name))
  return (level ?? []).filter((directive) => directive.name === name)
}

/** The value of a directive, or the default of nginx. */
export function setting(levels: Levels, name: string, otherwise: string): string {
  return effective(levels, name).at(-1)?.args.join(' ') ?? otherwise
}
