// What npm install would install, worked out by hand from a registry of three packages. No network is used.
// Look for: the same package.json gives something else in March; the lock file does not; and one package is there twice.
import semver from 'semver'

type Ranges = Record<string, string>

/** What the registry knows: each version with its own dependencies. */
const january: Record<string, Record<string, Ranges>> = {
  router: { '1.4.0': { logger: '^1.1.0' }, '1.5.2': { logger: '^1.1.0' } },
  cache: { '0.2.1': { logger: '^2.0.0' }, '0.2.4': { logger: '^2.0.0' }, '0.3.0': { logger: '^2.0.0' } },
  logger: { '1.1.0': {}, '1.9.0': {}, '1.10.0': {}, '2.0.3': {}, '2.1.0-beta.1': {} },
}
/** Two months later somebody has published four more versions. */
const march: typeof january = {
  ...january,
  router: { ...january['router'], '1.6.0': { logger: '^1.1.0' }, '2.0.0': { logger: '^2.0.0' } },
  logger: { ...january['logger'], '1.10.1': {}, '1.11.0': {} },
}

const packageJson: Ranges = { router: '^1.4.0', cache: '^0.2.1', logger: '~1.10.0' }

/** Path in node_modules → version. */
type Tree = Record<string, string>

/** Installs as flat as it can: a package goes to the top, unless another version of it is there already. */
function install(registry: typeof january, ranges: Ranges, lock: Tree = {}): Tree {
  const tree: Tree = {}
  const queue = Object.entries(ranges).map(([name, range]) => ({ name, range, under: '' }))
  for (const { name, range, under } of queue) {
    if (semver.satisfies(tree[name] ?? '', range)) continue
    const path = tree[name] === undefined ? name : `${under}/${name}`
    const version = lock[path] ?? semver.maxSatisfying(Object.keys(registry[name] ?? {}), range)
    if (!version) throw new Error(`nothing in the registry satisfies ${name}@${range}`)
    tree[path] = version
    for (const [needed, its] of Object.entries(registry[name]?.[version] ?? {})) {
      queue.push({ name: needed, range: its, under: path })
    }
  }
  return tree
}

function show(title: string, tree: Tree, before: Tree = tree): void {
  console.log(`\n${title}`)
  for (const [path, version] of Object.entries(tree)) {
    const change = before[path] === version ? '' : `   was ${before[path] ?? 'not there'}`
    console.log(`  node_modules/${path.replaceAll('/', '/node_modules/').padEnd(28)} ${version}${change}`)
  }
}

console.log('package.json asks for')
for (const [name, range] of Object.entries(packageJson)) {
  const all = Object.keys(march[name] ?? {})
  const fitting = all.filter((version) => semver.satisfies(version, range))
  console.log(
    `  ${name.padEnd(7)} ${range.padEnd(7)} of ${all.join(', ')}\n${' '.repeat(18)} fits: ${fitting.join(', ')}`,
  )
}

const locked = install(january, packageJson)
show('npm install in January (and this is what the lock file remembers)', locked)
show('npm install in March, without the lock file', install(march, packageJson), locked)
show('npm ci in March, with the lock file', install(march, packageJson, locked), locked)
console.log(
  '\nlogger is there twice: no version serves both ~1.10.0 and ^2.0.0. They are\ntwo modules, with a state of their own each. `npm ls logger` shows them.',
)
