/** What nginx puts in the place of `$name`, for one request. */
import type { Directive } from './syntax.ts'

export interface Request {
  /** 80 or 443. */
  port: number
  /** The path with its query. */
  path: string
  method?: string
  /** Of the client. */
  ip?: string
  /** In lower case. */
  headers?: Record<string, string>
}

/** A request on its way through the configuration. */
export interface Passage {
  request: Required<Request>
  /** The path as it is now, without its query. */
  uri: string
  args: string
  serverName: string
  maps: Map<string, Directive>
  /** By `set`, and the captures of the last regular expression. */
  set: Map<string, string>
  captures: Record<string, string | undefined>
  /** The name or address in proxy_pass. */
  proxyHost: string
}

const BUILT_IN = new Set(
  `args binary_remote_addr body_bytes_sent bytes_sent connection connection_requests connection_time content_length
  content_type date_gmt date_local document_root document_uri gzip_ratio host hostname http2 http3 https invalid_referer
  is_args limit_conn_status limit_rate limit_req_status msec nginx_version pid pipe proxy_add_x_forwarded_for proxy_host
  proxy_port proxy_protocol_addr proxy_protocol_port query_string realip_remote_addr realip_remote_port realpath_root
  remote_addr remote_port remote_user request request_body request_body_file request_completion request_filename request_id
  request_length request_method request_time request_uri scheme server_addr server_name server_port server_protocol
  ssl_alpn_protocol ssl_cipher ssl_ciphers ssl_client_cert ssl_client_escaped_cert ssl_client_fingerprint ssl_client_i_dn
  ssl_client_raw_cert ssl_client_s_dn ssl_client_serial ssl_client_verify ssl_curve ssl_curves ssl_early_data ssl_protocol
  ssl_server_name ssl_session_id ssl_session_reused status time_iso8601 time_local upstream_addr upstream_bytes_received
  upstream_bytes_sent upstream_cache_status upstream_connect_time upstream_header_time upstream_response_length
  upstream_response_time upstream_status uri`.split(/\s+/),
)
const FAMILIES =
  /^(?:http|arg|cookie|sent_http|sent_trailer|upstream_http|upstream_trailer|upstream_cookie|tcpinfo|uid|proxy_protocol_tlv)_\w+$/
const VARIABLE = /\$(?:\{(\w+)\}|(\w+))/g

/** The path as nginx matches it and as `$uri` holds it: decoded, with single slashes, and without dots. */
export function normalised(path: string): string {
  let text = path
  try {
    text = decodeURIComponent(path)
  } catch {
    // nginx answers 400 to such a path.
  }
  const parts: string[] = []
  for (const part of text.replace(/\/+/g, '/').split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.') parts.push(part)
  }
  return `/${parts.join('/').replace(/^\//, '')}`
}

/** The path as nginx writes it into a request when it does not pass the client's own on. */
export const escaped = (uri: string): string => encodeURI(uri).replaceAll('?', '%3F').replaceAll('#', '%23')

export function isKnownVariable(name: string): boolean {
  return /^\d$/.test(name) || BUILT_IN.has(name) || FAMILIES.test(name)
}

export function namesIn(text: string): string[] {
  return [...text.matchAll(VARIABLE)].map(([, braced, plain]) => braced ?? plain ?? '')
}

/** A text with all its variables filled in. */
export function fill(text: string, passage: Passage): string {
  return text.replace(VARIABLE, (_, braced?: string, plain?: string) => textFor(braced ?? plain ?? '', passage))
}

function textFor(name: string, passage: Passage): string {
  const { request, uri, args, set, maps, captures } = passage
  const own = set.get(name) ?? captures[name]
  if (own !== undefined) return own
  const map = maps.get(name)
  if (map) return lookUp(map, passage)
  const header = (key: string) => request.headers[key] ?? ''
  const host = header('host').replace(/:\d+$/, '').toLowerCase()
  const forwarded = header('x-forwarded-for')
  const values: Record<string, string> = {
    ...{ args, query_string: args, is_args: args === '' ? '' : '?', uri, document_uri: uri },
    ...{ host: host || passage.serverName, server_name: passage.serverName, server_port: String(request.port) },
    ...{ remote_addr: request.ip, binary_remote_addr: `bytes of ${request.ip}`, realip_remote_addr: request.ip },
    ...{ request_uri: request.path, request_method: request.method },
    ...(request.port === 443 ? { scheme: 'https', https: 'on' } : { scheme: 'http', https: '' }),
    proxy_add_x_forwarded_for: forwarded === '' ? request.ip : `${forwarded}, ${request.ip}`,
    ...{ proxy_host: passage.proxyHost, proxy_port: passage.proxyHost.split(':')[1] ?? '80' },
    ...{
      request_id: `id of ${request.path}`,
      remote_port: '50000',
      server_addr: '192.0.2.1',
      server_protocol: 'HTTP/1.1',
    },
  }
  if (name.startsWith('http_')) return header(name.slice(5).replaceAll('_', '-'))
  if (name.startsWith('arg_')) return new URLSearchParams(args).get(name.slice(4)) ?? ''
  if (name.startsWith('cookie_'))
    return new RegExp(`(?:^|; )${name.slice(7)}=([^;]*)`).exec(header('cookie'))?.[1] ?? ''
  return values[name] ?? ''
}

/** What a map makes of its source: whole texts go before regular expressions, whatever their order. */
function lookUp({ args, block }: Directive, passage: Passage): string {
  const source = fill(args[0] ?? '', passage)
  const lines = (block ?? []).map(({ name, args: [value = ''] }) => ({ name, value }))
  const isText = ({ name }: { name: string }) => name.replace(/^\\/, '').toLowerCase() === source.toLowerCase()
  const text = lines.find((line) => line.name !== 'default' && !line.name.startsWith('~') && isText(line))
  const regex = lines.find(({ name }) => name.startsWith('~') && regexOf(name.slice(1)).test(source))
  const line = text ?? regex ?? lines.find(({ name }) => name === 'default')
  return line ? fill(line.value, passage) : ''
}

/** Of a map, where the case counts unless it begins with another `~*`. PCRE knows a little more than JavaScript. */
function regexOf(source: string): RegExp {
  return source.startsWith('*') ? regex(source.slice(1), 'i') : regex(source)
}

export function regex(source: string, flags = ''): RegExp {
  try {
    return new RegExp(source.replaceAll('(?P<', '(?<'), flags)
  } catch {
    return /(?!)/
  }
}
