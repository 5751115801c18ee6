'use strict'
/**
 * What `module.enableCompileCache` does on Node.js 22 and newer, for Node.js 20: keeps V8's compiled code of our own
 * files in the user's cache folder. It saves a tenth of the start. Without a home folder there is no cache.
 */
const fs = require('node:fs')
const path = require('node:path')
const vm = require('node:vm')
const Module = require('node:module')

/** @param dist the folder whose files are cached; others are compiled as usual */
module.exports = function cacheCode(dist) {
  const folder = cacheFolder()
  if (!folder) return
  const compile = Module.prototype._compile
  const made = []
  Module.prototype._compile = function (content, filename) {
    // Code from a cache cannot import() (nodejs/node: the callback is not kept), so files that do are compiled as usual.
    if (!filename.startsWith(dist) || content.includes('import(')) return compile.call(this, content, filename)
    const stats = fs.statSync(filename)
    const name = `${path.relative(dist, filename).replace(/\W/g, '-')}-${process.version}-${stats.size}-${stats.mtimeMs}`
    const file = path.join(folder, name)
    const script = new vm.Script(Module.wrap(content), {
      filename,
      cachedData: readIfThere(file),
    })
    if (script.cachedData === undefined && script.cachedDataRejected !== false) made.push({ script, file })
    const run = script.runInThisContext()
    return run.call(this.exports, this.exports, Module.createRequire(filename), this, filename, path.dirname(filename))
  }
  // At the end, so that functions which V8 compiled when they were first called are in it too.
  process.once('exit', () => {
    for (const { script, file } of made) keep(file, script.createCachedData())
  })
}

function cacheFolder() {
  const { COURSE_CACHE, XDG_CACHE_HOME, HOME, LOCALAPPDATA } = process.env
  const base = XDG_CACHE_HOME || LOCALAPPDATA || (HOME && path.join(HOME, '.cache'))
  if (COURSE_CACHE) return path.join(COURSE_CACHE, 'code')
  return base && path.isAbsolute(base) ? path.join(base, 'backend-workbook', 'code') : undefined
}

function readIfThere(file) {
  try {
    return fs.readFileSync(file)
  } catch {
    return undefined
  }
}

/** Written aside and renamed in, so that nobody reads half a file. That it cannot be written is no loss. */
function keep(file, data) {
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
    fs.writeFileSync(`${file}.${process.pid}`, data, { mode: 0o600 })
    fs.renameSync(`${file}.${process.pid}`, file)
  } catch {
    // The next start tries again.
  }
}
