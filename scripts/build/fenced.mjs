// What runs behind the fence: the judge with the parts of Vitest that it is made of in one file, whose compiled code can
// be kept, and the few that start a process or a thread.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'

/** What esbuild is to do for them; `root` ends with a slash. */
export function fencedBundle(root, outdir, shared) {
  return {
    ...shared,
    entryPoints: {
      judge: `${root}src/fenced/judge.ts`,
      worker: `${root}src/fenced/worker.ts`,
      'fake-timers': `${root}src/fenced/runner/fake-timers.ts`,
      preload: `${root}src/loading/preload.ts`,
      'trace-recorder': `${root}src/engine/trace/recorder.ts`,
      'app-host': `${root}src/check/app-host.ts`,
      'suite-host': `${root}src/check/suite/host.ts`,
      'fenced-process': `${root}src/engine/judge/fenced-process.ts`,
    },
    outdir,
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    external: [],
    minifySyntax: true,
    minifyWhitespace: true,
    banner: { js: "const __url=require('node:url').pathToFileURL(__filename).href;" },
    define: { 'import.meta.url': '__url' },
    plugins: [
      vitestIsTheRunner(root),
      receivedIsData(root),
      fakeTimersOfVitest(root),
      licencesGoAlong(root, join(outdir, 'LICENSES.md')),
    ],
  }
}

/** What check files and their tools import from Vitest is what the fence has of it. */
function vitestIsTheRunner(root) {
  return {
    name: 'vitest-is-the-runner',
    setup({ onResolve }) {
      onResolve({ filter: /^vitest$/ }, () => ({ path: join(root, 'src', 'fenced', 'runner', 'vitest.ts') }))
    },
  }
}

/** Text of `@vitest/expect`, and what stands in its place. Each must be found: the version is pinned. */
const IN_EXPECT = [
  // A received value that calls itself a matcher is a value like any other.
  [/"asymmetricMatch" in obj && isA\("Function", obj\.asymmetricMatch\)/, 'obj instanceof AsymmetricMatcher'],
  [
    /"asymmetricMatch" in expected && typeof expected\.asymmetricMatch === "function"/,
    'expected instanceof AsymmetricMatcher',
  ],
  // What calls itself a string need not be one.
  [/isA\("String", (\w+|this\.sample)\)/g, 'typeof $1 === "string"'],
]

/** The assertion library keeps to itself what it keeps in globals elsewhere, and believes nothing that a value says of itself. */
function receivedIsData(root) {
  const store = join(root, 'src', 'fenced', 'runner', 'store.ts')
  return {
    name: 'received-is-data',
    setup({ onLoad }) {
      onLoad({ filter: /@vitest[\\/]expect[\\/]dist[\\/]index\.js$/ }, ({ path }) => {
        let source = readFileSync(path, 'utf8')
        for (const [text, other] of IN_EXPECT) {
          if (source.search(text) < 0)
            throw new Error(`this @vitest/expect has no ${text}: see scripts/build/fenced.mjs`)
          source = source.replace(text, other)
        }
        return { contents: `import { store as globalThis } from ${JSON.stringify(store)}\n${source}` }
      })
    },
  }
}

/** Vitest does not export its fake timers: they are cut out at their class, of the version that is pinned. */
function fakeTimersOfVitest(root) {
  const chunks = join(root, 'node_modules', 'vitest', 'dist', 'chunks')
  const END = /^class FakeTimers \{[\s\S]+?^\}$/m
  return {
    name: 'fake-timers-of-vitest',
    setup({ onResolve, onLoad, resolve }) {
      onResolve({ filter: /^vitest\/fake-timers$/ }, () => {
        const file = readdirSync(chunks).find((name) => END.test(readFileSync(join(chunks, name), 'utf8')))
        if (!file) throw new Error('this Vitest has no fake timers: see scripts/build/fenced.mjs')
        return { path: join(chunks, file), namespace: 'fake-timers' }
      })
      onLoad({ filter: /.*/, namespace: 'fake-timers' }, ({ path }) => {
        const source = readFileSync(path, 'utf8')
        const { 0: code, index } = END.exec(source)
        return { contents: `${source.slice(0, index)}${code}\nexport { FakeTimers }`, resolveDir: chunks }
      })
      // What the rest of that file needs is left out with it.
      onResolve({ filter: /.*/, namespace: 'fake-timers' }, async ({ path, kind, resolveDir }) => ({
        ...(await resolve(path, { kind, resolveDir })),
        sideEffects: false,
      }))
    },
  }
}

/** What the licences of bundled packages ask for: their text goes along. */
export function licencesGoAlong(root, out) {
  return {
    name: 'licences-go-along',
    setup({ onEnd }) {
      onEnd(({ metafile }) => {
        const inputs = Object.keys(metafile?.inputs ?? {}).map((path) => relative(root, path.replace(/^[a-z-]+:/, '')))
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
