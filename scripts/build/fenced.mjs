// Vitest's worker and what check files import, in a few files instead of two hundred: the fenced process loads them in
// half the time. Both must come out of one build, since they share Vitest's state.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Environments of Vitest that nobody asks for here. */
const NOT_INSTALLED = ['jsdom', 'happy-dom', '@edge-runtime/vm']

/** What esbuild is to do for dist/fenced; `root` ends with a slash. */
export function fencedBundle(root, dist, shared) {
  const outdir = join(dist, 'fenced')
  return {
    ...shared,
    entryPoints: {
      forks: join(root, 'node_modules', 'vitest', 'dist', 'workers', 'forks.js'),
      check: `${root}src/check/index.ts`,
      'check-fence': `${root}src/check/fence.ts`,
      'check-open': `${root}src/check/open.ts`,
    },
    outdir,
    format: 'esm',
    splitting: true,
    chunkNames: 'shared-[hash]',
    external: NOT_INSTALLED,
    minifySyntax: true,
    minifyWhitespace: true,
    plugins: [vitestKnowsItsFolder, licencesGoAlong(root, join(outdir, 'LICENSES.md'))],
  }
}

/** Vitest finds its own folder by the address of this file. */
const vitestKnowsItsFolder = {
  name: 'vitest-knows-its-folder',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]vitest[\\/]dist[\\/]path\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replaceAll('import.meta.url', 'import.meta.resolve("vitest")'),
    }))
  },
}

/** What the licences of bundled packages ask for: their text goes along. */
function licencesGoAlong(root, out) {
  return {
    name: 'licences-go-along',
    setup({ onEnd }) {
      onEnd(({ metafile }) => {
        const inputs = Object.keys(metafile?.inputs ?? {})
        const packages = new Set(inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []))
        const texts = [...packages].sort().map((folder) => {
          const name = folder.replace(/^.*node_modules\//, '')
          const file = readdirSync(join(root, folder)).find((each) => /^licen[cs]e/i.test(each))
          return `# ${name}\n\n${file ? readFileSync(join(root, folder, file), 'utf8') : 'See its package.json.\n'}`
        })
        writeFileSync(out, texts.join('\n'))
      })
    },
  }
}
