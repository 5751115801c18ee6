/** What there is in the root that judged code sees, and how Linux is told to build it. */
import { existsSync, lstatSync, readFileSync, statSync } from 'node:fs'
import { dirname, sep } from 'node:path'

export interface Surroundings {
  /** Folders and files that it may read, absolute. */
  readable: readonly string[]
  /** What is empty in there, though it lies in one of these. */
  hidden: readonly string[]
  diskMb: number
  processes: number
}

/** All paths as they are inside. */
export interface Inside {
  /** What is there of the machine, read only: folders and files. */
  shown: string[]
  /** To make: a mount needs a place. */
  folders: string[]
  files: string[]
  /** To be as they are outside. */
  links: string[]
  /** As fstab(5) has it, in the order in which they must come: one process mounts them all. */
  table: string
}

const SYSTEM = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32', '/nix']
const ETC = [
  'alternatives',
  'ca-certificates',
  'hosts',
  'ld.so.cache',
  'ld.so.conf',
  'ld.so.conf.d',
  'localtime',
  'nsswitch.conf',
  'os-release',
  'ssl/certs',
  'ssl/openssl.cnf',
].map((name) => `/etc/${name}`)
const DEVICES = ['null', 'zero', 'full', 'random', 'urandom'].map((name) => `/dev/${name}`)
/** Of the whole machine. */
const KERNEL = ['/proc/sys', '/proc/bus', '/proc/fs', '/proc/irq']
const TRIGGER = '/proc/sysrq-trigger'

/** @param root where it is built, absolute */
export function planInside(root: string, { readable, hidden }: Pick<Surroundings, 'readable' | 'hidden'>): Inside {
  const links = SYSTEM.filter((path) => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink())
  const shown = outermost([...SYSTEM, ...ETC, ...readable].filter(existsSync)).filter((path) => !links.includes(path))
  const files = [...shown.filter((path) => !isFolder(path)), ...DEVICES]
  const folders = [...shown.filter(isFolder), ...files.map((path) => dirname(path))]
  const empty = hidden.filter((path) => existsSync(path) && shown.some((each) => path.startsWith(each + sep)))
  const mounted = mounts()
  const rows = [
    ...shown.map((path) => [path, path, 'none', `rbind,ro,nosuid${limitsOn(path, mounted)}`]),
    ...empty.map((path) =>
      isFolder(path) ? ['tmpfs', path, 'tmpfs', 'size=4k,mode=0755,ro'] : ['/dev/null', path, 'none', 'bind,ro'],
    ),
    ...DEVICES.map((path) => [path, path, 'none', 'bind']),
    ['proc', '/proc', 'proc', 'defaults'],
    ...KERNEL.filter(existsSync).map((path) => [root + path, path, 'none', 'bind,ro']),
    ...(existsSync(TRIGGER) ? [['/dev/null', TRIGGER, 'none', 'bind']] : []),
  ]
  const lines = rows.map(([source = '', target = '', type, options]) =>
    [escaped(source), escaped(root + target), type, options, '0 0\n'].join(' '),
  )
  return { shown, folders, files, links, table: lines.join('') }
}

/** Without those that lie in another. */
function outermost(paths: string[]): string[] {
  const all = [...new Set(paths)]
  return all.filter((path) => !all.some((other) => path.startsWith(other + sep)))
}

function isFolder(path: string): boolean {
  return statSync(path).isDirectory()
}

/** What is not allowed on the file system of a path cannot be allowed by a mount of it, which has to say so itself. */
function limitsOn(path: string, mounted: Mount[]): string {
  const [mount] = mounted
    .filter(({ point }) => point === '/' || path === point || path.startsWith(`${point}/`))
    .sort((a, b) => b.point.length - a.point.length)
  return (mount?.options ?? [])
    .filter((option) => /^(?:nodev|noexec)$/.test(option))
    .map((each) => `,${each}`)
    .join('')
}

interface Mount {
  point: string
  options: string[]
}

/** proc_pid_mountinfo(5), the latest first: of those at the same place it is the one that is seen. */
function mounts(): Mount[] {
  const lines = readFileSync('/proc/self/mountinfo', 'utf8').trimEnd().split('\n')
  return lines.reverse().map((line) => {
    const [, , , , point = '', options = ''] = line.split(' ')
    return { point: unescaped(point), options: options.split(',') }
  })
}

/** White space and backslashes in names, as tables of mounts have them. */
function escaped(path: string): string {
  return path.replace(/[ \t\n\\#]/g, (character) => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`)
}

function unescaped(path: string): string {
  return path.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)))
}
