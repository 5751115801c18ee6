/** A copy of the learner's configuration that can run here: other ports, certificate and apps, no files of the system. */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { projectFiles } from 'backend-workbook/check'
import { CERTIFICATE, KEY } from './certificate.ts'
import { all, filesOf } from './config.ts'
import { portOf } from './phases.ts'
import { type Directive, parse } from './syntax.ts'

export interface Places {
  folder: string
  http: number
  https: number
  apps: [number, number]
}

/** What needs root, other files, or a newer nginx, and changes nothing that is promised. */
const LEFT_OUT =
  /^(?:user|pid|daemon|master_process|error_log|access_log|lock_file|worker_rlimit_nofile|worker_cpu_affinity|worker_priority|ssl_dhparam|ssl_trusted_certificate|ssl_stapling\w*|resolver\w*|http2|http3\w*|quic\w*|load_module|client_body_temp_path|proxy_temp_path|log_format|open_log_file_cache)$/
const OWN = `access_log off; client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;`

interface Change {
  from: number
  to: number
  text: string
}

/** @returns the path of the main file */
export async function writeCopy(places: Places): Promise<string> {
  const { folder } = places
  const files = new Map(projectFiles({ hidden: true }).map(({ path, text }) => [path, text]))
  const own = new Map([...files].filter(([path]) => path !== 'README.md'))
  await Promise.all([
    write(join(folder, 'mime.types'), 'types { }'),
    write(join(folder, 'fullchain.pem'), CERTIFICATE),
    write(join(folder, 'privkey.pem'), KEY),
    ...[...own].map(([path, text]) => write(join(folder, 'conf', path), changed(text, path, places, files))),
  ])
  return join(folder, 'conf/nginx.conf')
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
}

function changed(source: string, file: string, places: Places, files: Map<string, string>): string {
  const { directives } = parse(source, file)
  const changes = all(directives).flatMap((each): Change[] => {
    if (LEFT_OUT.test(each.name) || isElsewhere(each)) return [{ from: each.from, to: each.to, text: '' }]
    if (each.name === 'http' && each.block) return [{ from: each.to, to: each.to, text: ` ${OWN}` }]
    return each.words.flatMap((word, index) => {
      const text = replaced(each, index, word.text, places, files)
      return text === word.text ? [] : [{ ...word, text }]
    })
  })
  return changes
    .sort((a, b) => b.from - a.from)
    .reduce((text, change) => text.slice(0, change.from) + change.text + text.slice(change.to), source)
}

/** IPv6 may be missing here, and QUIC may be unknown. */
function isElsewhere({ name, args }: Directive): boolean {
  return name === 'listen' && (args[0]?.startsWith('[') || args.includes('quic') || portOf(args[0] ?? '') === undefined)
}

function replaced(
  { name }: Directive,
  index: number,
  text: string,
  { folder, http, https, apps }: Places,
  files: Map<string, string>,
): string {
  if (name === 'listen') {
    if (index > 0) return text === 'http2' ? '' : text
    const port = portOf(text)
    return `127.0.0.1:${port === 443 ? https : port === 80 ? http : text.split(':').at(-1)}`
  }
  if (name === 'include') {
    if (text.endsWith('mime.types')) return `"${join(folder, 'mime.types')}"`
    return filesOf(text, files).length > 0 ? `"${join(folder, 'conf', text.replace(/^\/etc\/nginx\//, ''))}"` : text
  }
  if (name === 'ssl_certificate') return `"${join(folder, 'fullchain.pem')}"`
  if (name === 'ssl_certificate_key') return `"${join(folder, 'privkey.pem')}"`
  if (name !== 'server' && name !== 'proxy_pass') return text
  return text
    .replace(/(?:127\.0\.0\.1|localhost):3001\b/, `127.0.0.1:${apps[0]}`)
    .replace(/(?:127\.0\.0\.1|localhost):3002\b/, `127.0.0.1:${apps[1]}`)
}
