/** The strongest fence that Linux gives to everybody: namespaces (namespaces(7)), by util-linux's unshare(1). */
import { spawnSync } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { makeFolder } from './folder.ts'
import { type Inside, planInside, type Surroundings } from './inside.ts'

/** Where the judging process is at home in there. */
const HOME = '/home/learner'
const PROGRAMS = ['mount', 'pivot_root', 'prlimit', 'umount', 'unshare']

/**
 * A root of its own, in memory and of a limited size, with the system's programs and what judges to read: nothing else of
 * the machine is there. Its own processes, its own network with nothing but loopback. What it is told is judged with no
 * capability and by another user id, even where root began it: PostgreSQL refuses root. It is the same user outside.
 *
 * A process costs more than all else here, so there are few of them.
 * $1 is the folder to build in, $2 its size, $3 how many threads there may be, $4 a table of mounts; then the command.
 */
function setUp({ shown, folders, files, links }: Inside): string {
  const words = (paths: string[]) => paths.map((path) => `'${path.replaceAll("'", "'\\''")}'`).join(' ')
  const here = (paths: string[]) => words(paths.map((path) => `.${path}`))
  return `
set -eu
root=$1 threads=$3
mount -t tmpfs -o "size=$2m,nr_inodes=200k,mode=0755" tmpfs "$root"
cd "$root"
mkdir -p dev/shm etc proc tmp old .${HOME} ${here(folders)}
chmod 1777 tmp
for file in ${here(files)}; do : >"$file"; done
${links.length > 0 ? `cp -P ${words(links)} .` : ''}
printf 'learner:x:1000:1000::${HOME}:/bin/sh\\n' >etc/passwd
printf 'learner:x:1000:\\n' >etc/group
ln -s /proc/self/fd dev/fd
printf '%s' "$4" >mounts
mount -a -T mounts
rm mounts
# What is mounted below a folder comes along with it, and has to be made read only by itself.
while read -r _ _ _ _ point options _; do
  case $options in ro,*) continue ;; esac
  case $point in *'\\'*) point=$(printf "$(printf '%s' "$point" | sed 's/%/%%/g')") ;; esac
  for path in ${words(shown)}; do
    case $point in "$root$path" | "$root$path"/*) mount -o remount,bind,ro,nosuid "$point" ;; esac
  done
done </proc/self/mountinfo
shift 4
if command -v ip >/dev/null; then ip link set lo up; else ifconfig lo 127.0.0.1 up; fi
pivot_root . old
cd ${HOME}
umount -l /old
rmdir /old
# The shell stays as the first process, which nobody in there can kill, and which buries what others have left.
exec 9<&0
unshare --user --map-user=1000 --map-group=1000 -- prlimit --nproc="$threads" -- "$@" <&9 9<&- &
wait $!`
}

export interface Fenced {
  command: string
  args: string[]
  cwd: string
  env: Record<string, string>
  /** Removes what is left of it outside. */
  remove: () => void
}

/** A process of Node.js has some ten threads, and the system counts these. */
const THREADS_EACH = 16

/** How to start a Node.js program behind it. */
export function fencedByNamespaces(program: string[], { readable, hidden, diskMb, processes }: Surroundings): Fenced {
  const root = makeFolder()
  const inside = planInside(root, { readable: [...nodeItself(), ...readable], hidden })
  const settings = [root, diskMb, processes * THREADS_EACH, inside.table].map(String)
  const command = ['/bin/sh', '-c', setUp(inside), 'sh', ...settings, process.execPath, ...program]
  return {
    command: 'unshare',
    args: [...NAMESPACES, '--', ...command],
    cwd: '/',
    env: {
      PATH: [dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin', '/usr/sbin', '/sbin'].join(':'),
      HOME,
      TMPDIR: '/tmp',
      LANG: 'C.UTF-8',
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
}

const NAMESPACES = [
  '--user',
  '--map-root-user',
  '--mount',
  '--pid',
  '--fork',
  '--kill-child',
  '--net',
  '--ipc',
  '--uts',
]

/** Its program, and npm beside it where both were installed together. */
function nodeItself(): string[] {
  const { execPath } = process
  const npm = join(dirname(dirname(execPath)), 'lib', 'node_modules', 'npm')
  const isBelowHome = dirname(dirname(execPath)) === homedir()
  return existsSync(npm) && !isBelowHome ? [dirname(execPath), dirname(npm)] : [execPath]
}

/**
 * Tries it: a system may lack a program, or not allow namespaces to everybody.
 * @returns undefined where it works, else why it does not
 */
export function whyNoNamespaces(): string | undefined {
  if (process.platform !== 'linux') return 'there are no namespaces on this system'
  const fenced = fencedByNamespaces(['-e', 'require("node:os").userInfo()'], {
    readable: [],
    hidden: [],
    diskMb: 16,
    processes: 64,
  })
  try {
    const { status, stderr, error } = spawnSync(fenced.command, fenced.args, {
      cwd: fenced.cwd,
      env: fenced.env,
      encoding: 'utf8',
      timeout: 20_000,
      killSignal: 'SIGKILL',
    })
    if (status === 0) return undefined
    if (error && (error as NodeJS.ErrnoException).code === 'ENOENT')
      return `it takes ${PROGRAMS.join(', ')} of util-linux`
    return stderr.trim().split('\n').at(-1) || 'it did not begin'
  } finally {
    fenced.remove()
  }
}
