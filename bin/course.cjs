#!/usr/bin/env node
'use strict'
// Old syntax on purpose: an older Node must get as far as the sentence below.
var version = process.versions.node.split('.').map(Number)
var supported = (version[0] === 20 && version[1] >= 19) || (version[0] === 22 && version[1] >= 12) || version[0] > 22

if (supported && require('node:path').sep === '/' && __dirname.indexOf('\\') >= 0) {
  process.stderr.write(
    'The course is in a folder with a backslash in its path, and Node.js loads no packages from there: ' +
      __dirname +
      '. Move it to a folder without one, run npm ci there, and try again.\n',
  )
  process.exitCode = 2
} else if (supported) start()
else {
  process.stderr.write(
    'course needs Node.js 20.19 or newer (or 22.12 or newer); this is ' +
      process.version +
      '. Install the current LTS release from https://nodejs.org and try again.\n',
  )
  process.exitCode = 2
}

function start() {
  // Left by the command of another course whose editor or shell this was started from.
  if (require.main === module) delete process.env.COURSE_PACK
  var path = require('node:path')
  var nodeModule = require('node:module')
  var root = path.join(__dirname, '..')
  var built = path.join(root, 'dist', 'cli.cjs')
  if (nodeModule.enableCompileCache) nodeModule.enableCompileCache()
  else require('./code-cache.cjs').cacheCode(path.join(root, 'dist'))
  if (require('node:fs').existsSync(built)) require(built).main(process.argv, root, startFence(root))
  else runSources(root)
}

/** What judges an exercise begins with a process for it, which starts while the rest of the command line loads. */
function startFence(root) {
  if (!/^(?:check|watch)$/.test(process.argv[2]) || /^(?:-h|--help)$/m.test(process.argv.join('\n'))) return undefined
  return require('../dist/fenced-process.cjs').startFencedProcess(root, process.env)
}

/** A checkout that is not built. */
function runSources(root) {
  import('tsx/esm/api')
    .then(function (tsx) {
      tsx.register()
      return import('../src/cli.ts')
    })
    .then(function (cli) {
      return cli.main(process.argv, root)
    })
}
