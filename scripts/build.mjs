// Bundles the command line into dist/: one small CommonJS file per command, loaded when it is asked for.
// CommonJS starts in 1.4 times the time of bare Node.js; the same code as TypeScript through tsx takes 12 times.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { fencedBundle, licencesGoAlong } from './build/fenced.mjs'
import { buildPage } from './build/web.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const outdir = `${root}dist`

/** The command line, and those of its processes that load as much of it as it does itself. */
const PROGRAMS = ['cli.ts', 'engine/grading/host.ts', 'engine/bench/day-host.ts'].map((file) => `${root}src/${file}`)

/** What runs in a browser is a bundle of its own. */
const PAGE = join(root, 'src', 'web', 'client')

/** Every file of ours that somebody imports lazily is a bundle of its own, loaded when it is asked for. */
const LAZY = /\bimport\('(\.[^']+\.ts)'\)/g
const lazyFiles = new Set(
  [...walk(`${root}src`), ...walk(`${root}tracker`)].flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(LAZY)].map(([, path]) => resolve(dirname(file), path)),
  ),
)

const MARK = 'lazy-file:'

const lazyFilesApart = {
  name: 'lazy-files-apart',
  setup({ onResolve }) {
    onResolve({ filter: /^\.{1,2}\/.*\.ts$/ }, ({ path, kind, resolveDir }) => {
      if (kind !== 'dynamic-import') return undefined
      return { path: `${MARK}${bundleOf(resolve(resolveDir, path))}`, external: true }
    })
  },
}

/** Where the bundle of a file under src/ lies. */
function bundleOf(file) {
  return join(outdir, relative(root, file).replace(/^src[\\/]/, '')).replace(/\.ts$/, '.cjs')
}

function walk(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name))
    .filter((file) => !file.startsWith(PAGE))
}

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

/** Chalk asks the terminal what it can do as soon as it loads. We tell it (src/ui/terminal/look.ts), so it need not. */
const coloursAreTold = {
  name: 'colours-are-told',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^#supports-color$/ }, ({ path }) => ({ path, namespace: 'told' }))
    onLoad({ filter: /.*/, namespace: 'told' }, () => ({ contents: 'export default { stdout: false, stderr: false }' }))
  },
}

/** `import()` of one of our own files would start Node's ES module loader, which takes as long as all the rest. */
const requireOwnFiles = {
  name: 'require-own-files',
  setup({ onEnd }) {
    onEnd(({ outputFiles = [] }) => {
      for (const { path, text } of outputFiles) {
        const code = text.replace(new RegExp(`\\bimport\\("${MARK}([^"]+)"\\)`, 'g'), (_, bundle) => {
          const from = relative(dirname(path), bundle).replace(/^(?!\.)/, './')
          return `Promise.resolve().then(()=>require(${JSON.stringify(from)}))`
        })
        mkdirSync(dirname(path), { recursive: true })
        writeFileSync(path, code)
      }
    })
  },
}

/** Big, or with files of their own beside them: required from node_modules, and only when they are used. */
const external = [
  'vitest',
  'inquirer',
  'autocannon',
  'tsx',
  'express',
  'esbuild',
  'typescript',
  'mongodb',
  'pg',
  '@electric-sql/pglite',
  'smtp-server',
  'oidc-provider',
  'ioredis',
  'bullmq',
  'js-redis-server',
  'jose',
  'zod',
  '@resvg/resvg-js',
].flatMap((name) => [name, `${name}/*`])

const shared = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  // Left as they are, patterns are compiled when they are first used.
  supported: { 'regexp-unicode-property-escapes': true },
  pure: ['RegExp'],
  external,
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
  absWorkingDir: root,
}

const page = buildPage(root, outdir)
const results = await Promise.all([
  build({
    ...shared,
    entryPoints: [...PROGRAMS, ...lazyFiles].map((file) => ({
      in: file,
      out: relative(outdir, bundleOf(file)).replace(/\.cjs$/, ''),
    })),
    outdir,
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    minifySyntax: true,
    minifyWhitespace: true,
    write: false,
    plugins: [
      lazyFilesApart,
      childProcessOnDemand,
      coloursAreTold,
      requireOwnFiles,
      licencesGoAlong(root, join(outdir, 'cli-LICENSES.md')),
    ],
  }),
  build({
    ...shared,
    entryPoints: {
      check: `${root}src/check/index.ts`,
      'hooks-thread': `${root}src/loading/hooks-thread.ts`,
      bench: `${root}src/bench/index.ts`,
      picture: `${root}src/picture/index.ts`,
      'mongodb-host': `${root}src/services/mongodb/mongodb-host.ts`,
      'pglite-host': `${root}src/services/postgres/pglite-host.ts`,
      'redis-host': `${root}src/services/redis/redis-host.ts`,
      'smtp-host': `${root}src/services/smtp/smtp-host.ts`,
      'llm-host': `${root}src/services/llm/llm-host.ts`,
      'payments-host': `${root}src/services/payments/payments-host.ts`,
      's3-host': `${root}src/services/s3/s3-host.ts`,
      'oauth-host': `${root}src/services/oauth/oauth-host.ts`,
      'bench-server': `${root}src/engine/bench/server-host.ts`,
      'bench-load': `${root}src/engine/bench/load-host.ts`,
    },
    outdir,
    format: 'esm',
    splitting: true,
    chunkNames: 'shared-[hash]',
  }),
  build(fencedBundle(root, outdir, shared)),
])

const outputs = [...results.flatMap(({ metafile }) => Object.keys(metafile.outputs)), ...(await page)]
const made = new Set(outputs.map((path) => `${root}${path}`))
for (const entry of readdirSync(outdir, { recursive: true, withFileTypes: true })) {
  const file = `${entry.parentPath}/${entry.name}`
  if (!entry.isFile() || file.startsWith(`${outdir}/types/`) || file.endsWith('LICENSES.md')) continue
  if (!made.has(file)) rmSync(file)
}
