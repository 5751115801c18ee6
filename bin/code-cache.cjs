'use strict'
/**
 * Keeps V8's compiled code of our own files in the user's cache folder, which saves a tenth of the start. Without a home
 * folder there is no cache. Node.js 22 and newer does this by itself for the command line (`module.enableCompileCache`),
 * but not for a process that is killed when it has served.
 */
const fs = require('node:fs')
const path = require('node:path')
const vm = require('node:vm')
const Module = require('node:module')

exports.cacheCode = cacheCode
exports.loadCached = loadCached

/**
 * Every file of a folder that is required from now on.
 * @param dist the folder whose files are cached; others are compiled as usual
 */
function cacheCode(dist) {
  const folder = cacheFolder()
  if (!folder) return
  const compile = Module.prototype._compile
  const made = []
  Module.prototype._compile = function (content, filename) {
    // Code from a cache cannot import() (nodejs/node: the callback is not kept), so files that do are compiled as usual.
    if (!filename.startsWith(dist) || content.includes('import(')) return compile.call(this, content, filename)
    const script = compileCached(content, filename, fileFor(folder, dist, filename))
    if (script.isNew) made.push(script)
    script.runIn(this)
  }
  // At the end, so that functions which V8 compiled when they were first called are in it too.
  process.once('exit', () => {
    for (const script of made) script.keep()
  })
}

/**
 * Runs one file as a CommonJS module. It does not call `import()`.
 * @returns what it exports, and what keeps its code: to be called late, for the same reason
 */
function loadCached(filename) {
  const folder = cacheFolder()
  const module = new Module(filename)
  Object.assign(module, { filename, paths: Module._nodeModulePaths(path.dirname(filename)) })
  const file = folder && fileFor(folder, path.dirname(filename), filename)
  const script = compileCached(fs.readFileSync(filename, 'utf8'), filename, file)
  script.runIn(module)
  return { exports: module.exports, keep: () => script.isNew && script.keep() }
}

function compileCached(content, filename, file) {
  const cachedData = file && readIfThere(file)
  const script = new vm.Script(Module.wrap(content), { filename, ...(cachedData && { cachedData }) })
  return {
    isNew: file !== undefined && (cachedData === undefined || script.cachedDataRejected === true),
    keep: () => keep(file, script.createCachedData()),
    runIn(module) {
      const require = Module.createRequire(filename)
      script.runInThisContext().call(module.exports, module.exports, require, module, filename, path.dirname(filename))
    },
  }
}

/** V8 refuses code that was compiled under other flags, such as those of the heap. */
function fileFor(folder, dist, filename) {
  const { size, mtimeMs } = fs.statSync(filename)
  const flags = process.execArgv.filter((flag) => /^--(?:max|stack|js)/.test(flag)).join(' ')
  const parts = [path.relative(dist, filename), process.version, size, mtimeMs, flags]
  return path.join(folder, parts.join('-').replace(/[^\w.]/g, '-'))
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
    makeFolder(path.dirname(file))
    fs.writeFileSync(`${file}.${process.pid}`, data, { mode: 0o600 })
    fs.renameSync(`${file}.${process.pid}`, file)
  } catch {
    // The next start tries again.
  }
}

/** Not `recursive`, for the reasons in src/make-folder.ts. */
function makeFolder(folder) {
  if (fs.existsSync(folder)) return
  makeFolder(path.dirname(folder))
  fs.mkdirSync(folder, { mode: 0o700 })
}
