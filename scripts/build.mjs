// Bundles the command line into dist/: one small CommonJS file per command, loaded when it is asked for.
// CommonJS starts in 1.4 times the time of bare Node.js; the same code as TypeScript through tsx takes 12 times.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const outdir = `${root}dist`

/** Each command is a bundle of its own; whoever imports one lazily gets a require of that file. */
const commandsApart = {
  name: 'commands-apart',
  setup({ onResolve }) {
    onResolve({ filter: /\/[a-z-]+\.ts$/ }, ({ path, kind, importer }) => {
      const name =
        /commands\/([a-z-]+)\.ts$/.exec(path)?.[1] ?? (isCommand(importer) && /^\.\/([a-z-]+)\.ts$/.exec(path)?.[1])
      if (kind !== 'dynamic-import' || !name) return undefined
      return { path: isCommand(importer) ? `./${name}.cjs` : `./commands/${name}.cjs`, external: true }
    })
  },
}

function isCommand(file) {
  return /src[\\/]commands[\\/][^\\/]+\.ts$/.test(file)
}

/** Big, or with files of their own beside them: required from node_modules, and only when they are used. */
const external = ['vitest', 'vite', 'inquirer', 'autocannon', 'tsx', 'express', 'esbuild', 'typescript', 'pg'].flatMap(
  (name) => [name, `${name}/*`],
)

/** Commander can start subcommands that are programs of their own. Ours are not, and loading this costs Node 2 ms. */
const childProcessOnDemand = {
  name: 'child-process-on-demand',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:child_process$/ }, ({ importer, path }) =>
      /node_modules[\\/]commander[\\/]/.test(importer) ? { path, namespace: 'on-demand' } : undefined,
    )
    onLoad({ filter: /.*/, namespace: 'on-demand' }, ({ path }) => ({
      contents: `exports.spawn = (...all) => require(${JSON.stringify(path)}).spawn(...all)`,
    }))
  },
}

/** `import()` of one of our own files would start Node's ES module loader, which takes as long as all the rest. */
const requireOwnFiles = {
  name: 'require-own-files',
  setup({ onEnd }) {
    onEnd(({ outputFiles = [] }) => {
      for (const { path, text } of outputFiles) {
        mkdirSync(dirname(path), { recursive: true })
        const code = text.replace(/\bimport\((["'])(\.[\w./-]+\.cjs)\1\)/g, 'Promise.resolve().then(()=>require("$2"))')
        writeFileSync(path, code)
      }
    })
  },
}

const shared = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  external,
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
  absWorkingDir: root,
}

const commands = readdirSync(`${root}src/commands`).filter((file) => /^[a-z-]+\.ts$/.test(file))

const results = await Promise.all([
  build({
    ...shared,
    entryPoints: [`${root}src/cli.ts`, ...commands.map((file) => `${root}src/commands/${file}`)],
    outdir,
    outbase: `${root}src`,
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    minifySyntax: true,
    minifyWhitespace: true,
    write: false,
    plugins: [commandsApart, childProcessOnDemand, requireOwnFiles],
  }),
  build({
    ...shared,
    entryPoints: {
      check: `${root}src/check/index.ts`,
      'check-fence': `${root}src/check/fence.ts`,
      'check-open': `${root}src/check/open.ts`,
      'fenced-worker': `${root}src/fenced/worker.ts`,
      'app-preload': `${root}src/fenced/app-preload.ts`,
      bench: `${root}src/bench/index.ts`,
      'app-host': `${root}src/check/app-host.ts`,
      'bench-server': `${root}src/engine/bench/server-host.ts`,
      'bench-load': `${root}src/engine/bench/load-host.ts`,
    },
    outdir,
    format: 'esm',
    splitting: true,
    chunkNames: 'shared-[hash]',
  }),
])

const made = new Set(results.flatMap(({ metafile }) => Object.keys(metafile.outputs).map((path) => `${root}${path}`)))
for (const entry of readdirSync(outdir, { recursive: true, withFileTypes: true })) {
  const file = `${entry.parentPath}/${entry.name}`
  if (entry.isFile() && !file.startsWith(`${outdir}/types/`) && !made.has(file)) rmSync(file)
}
