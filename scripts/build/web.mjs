// The page of `course web`: one script and one style for its first view, the rest when it is asked for.
import { mkdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { build } from 'esbuild'
import { licencesGoAlong } from './fenced.mjs'

const SCRIPT = 'src/web/client/main.tsx'
const STYLE = 'src/web/client/style/main.css'

/** Gives the paths of all that was made, relative to the root. */
export async function buildPage(root, outdir) {
  const folder = join(outdir, 'web')
  mkdirSync(folder, { recursive: true })
  const { metafile } = await build({
    entryPoints: [SCRIPT, STYLE].map((file) => join(root, file)),
    outdir: folder,
    bundle: true,
    platform: 'browser',
    target: ['es2022'],
    format: 'esm',
    splitting: true,
    minify: true,
    jsx: 'automatic',
    jsxImportSource: 'preact',
    // Names that change with the content may be kept for ever.
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    publicPath: '/',
    loader: { '.woff2': 'file', '.ttf': 'file', '.svg': 'file' },
    legalComments: 'none',
    logLevel: 'warning',
    metafile: true,
    absWorkingDir: root,
    plugins: [licencesGoAlong(root, join(folder, 'LICENSES.md'))],
  })
  const document = join(folder, 'index.html')
  writeFileSync(document, documentOf(metafile.outputs))
  return [...Object.keys(metafile.outputs), document.slice(root.length)]
}

/** The server puts a nonce for each answer in the place of %NONCE%. */
function documentOf(outputs) {
  const [script, { imports }] = madeFrom(outputs, SCRIPT)
  const [style] = madeFrom(outputs, STYLE)
  const early = imports.filter(({ kind }) => kind === 'import-statement').map(({ path }) => path)
  const preloads = early.map((path) => `<link rel="modulepreload" href="/${basename(path)}">\n`).join('')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="csp-nonce" content="%NONCE%">
<title>The workbook</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/${basename(style)}">
${preloads}<script type="module" src="/${basename(script)}"></script>
</head>
<body>
<div id="app"></div>
<noscript><p>This page needs JavaScript. Without it the terminal has all of the course: <code>course</code>.</p></noscript>
</body>
</html>
`
}

function madeFrom(outputs, entryPoint) {
  const found = Object.entries(outputs).find(([, output]) => output.entryPoint === entryPoint)
  if (!found) throw new Error(`nothing was made from ${entryPoint}`)
  return found
}
