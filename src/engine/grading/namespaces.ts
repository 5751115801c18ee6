/** The strongest fence that Linux gives to everybody: namespaces (namespaces(7)), by util-linux's unshare(1). */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { dirname, join, sep } from 'node:path'

/** Where the judging process is at home in there. */
const HOME = '/home/learner'
const PROGRAMS = ['mount', 'pivot_root', 'prlimit', 'umount', 'unshare']

/**
 * A root of its own, in memory and of a limited size, with the system's programs and what judges to read: nothing else of
 * the machine is there. Its own processes, its own network with nothing but loopback. What it is told is judged with no
 * capability and by another user id, even where root began it: PostgreSQL refuses root. It is the same user outside.
 *
 * $1 is the folder to build in, $2 its size, $3 how many threads there may be; then what else can be read, `--`, what of
 * that is empty in there, `--`, and the command.
 */
const SETUP = `
set -eu
root=$1 threads=$3
mount -t tmpfs -o "size=$2m,nr_inodes=200k,mode=0755" tmpfs "$root"
shift 3
cd "$root"
show() {
  [ -e ".$1" ] && return
  if [ -d "$1" ]; then mkdir -p ".$1"; else mkdir -p ".\${1%/*}"; : >".$1"; fi
  mount --rbind "$1" ".$1"
  # What is mounted below it comes along, and has to be made read only by itself.
  while read -r _ _ _ _ point _; do
    point=$(printf '%b' "$point")
    case $point in "$root$1" | "$root$1"/*) mount -o remount,bind,ro,nosuid "$point" ;; esac
  done </proc/self/mountinfo
}
mkdir dev etc proc tmp old
chmod 1777 tmp
for path in /usr /bin /sbin /lib /lib32 /lib64 /libx32 /nix; do
  if [ -L "$path" ]; then cp -P "$path" ".$path"; elif [ -d "$path" ]; then show "$path"; fi
done
for name in alternatives ca-certificates hosts ld.so.cache ld.so.conf ld.so.conf.d localtime nsswitch.conf os-release ssl/certs ssl/openssl.cnf; do
  if [ -e "/etc/$name" ]; then show "/etc/$name"; fi
done
printf 'learner:x:1000:1000::${HOME}:/bin/sh\\n' >etc/passwd
printf 'learner:x:1000:\\n' >etc/group
while [ "$1" != -- ]; do show "$1"; shift; done
shift
while [ "$1" != -- ]; do
  if [ -d ".$1" ]; then mount -t tmpfs -o size=4k,mode=0755 tmpfs ".$1"; elif [ -e ".$1" ]; then mount --bind /dev/null ".$1"; fi
  shift
done
shift
for name in null zero full random urandom; do
  : >"dev/$name"
  mount --bind "/dev/$name" "dev/$name"
done
ln -s /proc/self/fd dev/fd
mkdir dev/shm
mount -t proc proc proc
for name in sys bus fs irq; do
  if [ -d "proc/$name" ]; then
    mount --bind "proc/$name" "proc/$name"
    mount -o remount,bind,ro "proc/$name"
  fi
done
if [ -e proc/sysrq-trigger ]; then mount --bind /dev/null proc/sysrq-trigger; fi
mkdir -p .${HOME}
if command -v ip >/dev/null; then ip link set lo up; else ifconfig lo 127.0.0.1 up; fi
pivot_root . old
cd ${HOME}
umount -l /old
rmdir /old
# The shell stays as the first process, which nobody in there can kill, and which buries what others have left.
exec 9<&0
unshare --user --map-user=1000 --map-group=1000 -- prlimit --nproc="$threads" -- "$@" <&9 9<&- &
wait $!`

export interface Fenced {
  command: string
  args: string[]
  cwd: string
  env: Record<string, string>
  /** Removes what is left of it outside. */
  remove: () => void
}

export interface Surroundings {
  /** Folders and files that it may read, absolute. */
  readable: readonly string[]
  /** What is empty in there, though it lies in one of these. */
  hidden: readonly string[]
  diskMb: number
  processes: number
}

/** A process of Node.js has some ten threads, and the system counts these. */
const THREADS_EACH = 16

/** How to start a Node.js program behind it. */
export function fencedByNamespaces(program: string[], { readable, hidden, diskMb, processes }: Surroundings): Fenced {
  const root = mkdtempSync(join(tmpdir(), 'course-grade-'))
  const shown = outermost([...nodeItself(), ...readable].filter((path) => existsSync(path)))
  const limits = [diskMb, processes * THREADS_EACH].map(String)
  const places = [root, ...limits, ...shown, '--', ...hidden, '--']
  const inside = ['/bin/sh', '-c', SETUP, 'sh', ...places, process.execPath, ...program]
  return {
    command: 'unshare',
    args: [...NAMESPACES, '--', ...inside],
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

/** Without those that lie in another. */
function outermost(paths: string[]): string[] {
  const all = [...new Set(paths)]
  return all.filter((path) => !all.some((other) => path.startsWith(other + sep)))
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
