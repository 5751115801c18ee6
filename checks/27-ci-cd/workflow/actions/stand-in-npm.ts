/** In place of npm, so that a run needs no network and no second: it notes each call, and ends as the check wants it. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface NpmCall {
  /** `ci`, `install`, or the name of a script: `test`. */
  name: string
  /** What setup-node set up. */
  node: string
  env: { DATABASE_URL: string; REDIS_URL: string; DEPLOY_TOKEN: string }
}

const NPM = `#!/bin/sh
name=''
script=''
for word in "$@"; do
  case "$word" in
    --) break ;;
    -*) ;;
    *) if [ -z "$name" ]; then name=$word; elif [ -z "$script" ]; then script=$word; fi ;;
  esac
done
case "$name" in
  ci|ic|clean-install|install-clean) name=ci ;;
  i|add|install) name=install ;;
  t|tst) name=test ;;
  run|run-script|rum) name=$script ;;
esac
printf '%s\\t%s\\t%s\\t%s\\t%s\\n' "$name" "$STAND_IN_NODE" "$DATABASE_URL" "$REDIS_URL" "$DEPLOY_TOKEN" >> "$STAND_IN_LOG"
if [ ! -f package.json ]; then echo "npm error enoent Could not read package.json" >&2; exit 254; fi
case "$name" in
  ci|install)
    if [ "$name" = ci ] && [ ! -f package-lock.json ]; then echo "npm error code EUSAGE" >&2; exit 1; fi
    mkdir -p node_modules ;;
  lint|test|deploy)
    if [ ! -d node_modules ]; then echo "npm run $name: nothing is installed in this job, npm ci comes first" >&2; exit 127; fi
    case " $STAND_IN_RED " in *" $name "*|*" $name@$STAND_IN_NODE "*) echo "$name: red" >&2; exit 1 ;; esac ;;
esac
exit 0
`

/** Into a folder that comes first on the PATH. */
export function installStandIns(root: string): void {
  const bin = join(root, 'bin')
  mkdirSync(bin, { recursive: true })
  for (const [name, text] of [
    ['npm', NPM],
    ['npx', '#!/bin/sh\nexit 0\n'],
  ] as const) {
    writeFileSync(join(bin, name), text)
    chmodSync(join(bin, name), 0o755)
  }
}

const PLAIN = /^npm(?:[ \t]+[\w@:./=-]+)+$/
const SAME: Record<string, string> = {
  ic: 'ci',
  'clean-install': 'ci',
  'install-clean': 'ci',
  i: 'install',
  add: 'install',
  t: 'test',
  tst: 'test',
}
const RUNS = ['run', 'run-script', 'rum']

/** The calls of a script that is nothing but calls of npm. There is no need to start a shell for them. */
export function plainCalls(script: string): string[][] | undefined {
  const lines = script.split('\n').map((line) => line.trim())
  const calls = lines.filter((line) => line !== '' && !line.startsWith('#'))
  return calls.every((line) => PLAIN.test(line)) ? calls.map((line) => line.split(/[ \t]+/).slice(1)) : undefined
}

export interface Folder {
  has: (name: string) => boolean
  /** Makes node_modules. */
  install: () => void
}

interface Around {
  node: string
  red: readonly string[]
  env: Record<string, string>
}

/** What the program above does. */
export function callNpm(words: string[], folder: Folder, { node, red, env }: Around) {
  const end = words.indexOf('--')
  const [first = '', script = ''] = words.slice(0, end < 0 ? undefined : end).filter((word) => !word.startsWith('-'))
  const name = RUNS.includes(first) ? script : (SAME[first] ?? first)
  const { DATABASE_URL = '', REDIS_URL = '', DEPLOY_TOKEN = '' } = env
  const call: NpmCall = { name, node, env: { DATABASE_URL, REDIS_URL, DEPLOY_TOKEN } }
  const ended = (code: number, output = '') => ({ call, code, output })
  if (!folder.has('package.json')) return ended(254, 'npm error enoent Could not read package.json')
  if (name === 'ci' && !folder.has('package-lock.json')) return ended(1, 'npm error code EUSAGE')
  if (name === 'ci' || name === 'install') folder.install()
  if (!['lint', 'test', 'deploy'].includes(name)) return ended(0)
  if (!folder.has('node_modules'))
    return ended(127, `npm run ${name}: nothing is installed in this job, npm ci comes first`)
  return red.includes(name) || red.includes(`${name}@${node}`) ? ended(1, `${name}: red`) : ended(0)
}

export function readCalls(log: string): NpmCall[] {
  return log
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [name = '', node = '', database = '', redis = '', token = ''] = line.split('\t')
      return { name, node, env: { DATABASE_URL: database, REDIS_URL: redis, DEPLOY_TOKEN: token } }
    })
}
