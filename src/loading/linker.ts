/**
 * ES modules of TypeScript, linked and evaluated in this thread: for Node.js before 22.15, whose hooks need a thread of
 * their own that takes as long to start as all the rest. Needs --experimental-vm-modules.
 */

import { existsSync } from 'node:fs'
import { createRequire, isBuiltin } from 'node:module'
import { dirname } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import vm, { type Module, type SourceTextModule } from 'node:vm'
import { isNotFound, withPlace } from './not-found.ts'
import { meansTheCourses } from './own-packages.ts'
import { hasPackage, isGiven, isPath, isTypeScript, type LoadRules, ownModule, sourceBehind } from './resolve.ts'
import { transformFile } from './transform.ts'

type Attributes = NodeJS.Dict<string>

/** Modules by their address. Each linker has its own, so that a file can be evaluated again by another. */
export class Linker {
  readonly #rules: LoadRules
  readonly #modules = new Map<string, Promise<Module>>()
  readonly #evaluating = new Map<Module, Promise<void>>()
  #linking: Promise<unknown> = Promise.resolve()

  constructor(rules: LoadRules) {
    this.#rules = rules
  }

  /** The namespace of the module in this file, evaluated. */
  async import(file: string): Promise<object> {
    return (await this.#evaluated(await this.#source(file))).namespace
  }

  async #evaluated(module: Module): Promise<Module> {
    await this.#linked(module)
    // One that is under way has an importer that waits for it.
    if (module.status === 'evaluating') return module
    const evaluating = this.#evaluating.get(module) ?? module.evaluate()
    this.#evaluating.set(module, evaluating)
    await evaluating
    return module
  }

  /** One after another: two that link at once would each leave what they share to the other. */
  async #linked(module: Module): Promise<void> {
    const before = this.#linking.catch(() => undefined)
    const linking = before.then(() =>
      module.status === 'unlinked'
        ? module.link((specifier, from, extra) => this.#find(specifier, from.identifier, extra))
        : undefined,
    )
    this.#linking = linking
    await linking
  }

  /** What an import in the module at this address leads to. */
  #find(specifier: string, from: string, extra?: { attributes?: Attributes; assert?: Attributes }): Promise<Module> {
    const given = this.#rules.given?.[specifier]
    if (given && isGiven(specifier, fileURLToPath(from), this.#rules))
      return this.#native(`given:${specifier}`, async () => given)
    const own = ownModule(specifier, this.#rules)
    if (own) return this.#native(own, () => importFrom(own)(own, {}))
    if (isPath(specifier)) {
      const file = sourceBehind(specifier, from, this.#rules) ?? pathOf(specifier, from)
      if (file !== undefined && isLinked(file)) return this.#source(file)
    }
    const parent = isOthers(specifier, from, this.#rules)
      ? `${this.#rules.packageRoot}/package.json`
      : fileURLToPath(from)
    const attributes = extra?.attributes ?? extra?.assert ?? {}
    return this.#native(`${dirname(parent)} ${specifier}`, () =>
      importFrom(parent)(specifier, attributes).catch((error: unknown) => {
        throw isNotFound(error) ? withPlace(error, specifier, from) : error
      }),
    )
  }

  #source(file: string): Promise<Module> {
    const { href } = pathToFileURL(file)
    const known = this.#modules.get(href)
    if (known) return known
    const made = this.#read(file, href)
    this.#modules.set(href, made)
    return made
  }

  async #read(file: string, href: string): Promise<SourceTextModule> {
    return new vm.SourceTextModule(transformFile(file, this.#rules.packageRoot).code, {
      identifier: href,
      initializeImportMeta: (meta) => {
        Object.assign(meta, { url: href, filename: file, dirname: dirname(file) })
        meta.resolve = (specifier) =>
          isPath(specifier) ? new URL(specifier, href).href : pathToFileURL(createRequire(file).resolve(specifier)).href
      },
      importModuleDynamically: async (specifier, _from, attributes) => {
        return this.#evaluated(await this.#find(specifier, href, { attributes: attributes as Attributes }))
      },
    })
  }

  /** A module that Node loads: its exports as they are when it has been evaluated. */
  #native(key: string, load: () => Promise<object>): Promise<Module> {
    const known = this.#modules.get(key)
    if (known) return known
    const made = load().then((namespace) => {
      const names = Object.keys(namespace)
      return new vm.SyntheticModule(
        names,
        function (this: { setExport: (name: string, value: unknown) => void }) {
          for (const name of names) this.setExport(name, Reflect.get(namespace, name))
        },
        { identifier: key },
      )
    })
    this.#modules.set(key, made)
    return made
  }
}

function isOthers(specifier: string, from: string, { packageRoot }: LoadRules): boolean {
  if (isPath(specifier) || specifier.startsWith('#') || isBuiltin(specifier)) return false
  const file = fileURLToPath(from)
  return !hasPackage(specifier, file) || meansTheCourses(specifier, file, packageRoot)
}

function pathOf(specifier: string, from: string): string | undefined {
  const url = new URL(specifier, from)
  return url.protocol === 'file:' ? fileURLToPath(url) : undefined
}

/** TypeScript that is an ES module. What is not there is left to Node, which says so. */
function isLinked(file: string): boolean {
  return isTypeScript(file) && !file.endsWith('.cts') && existsSync(file)
}

type ImportFrom = (specifier: string, attributes: Attributes) => Promise<object>

const importers = new Map<string, ImportFrom>()

/** Node's own `import()`, as a file at that place would call it. */
function importFrom(file: string): ImportFrom {
  const known = importers.get(dirname(file))
  if (known) return known
  const script = new vm.Script('(specifier, attributes) => import(specifier, { with: attributes })', {
    filename: file,
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  })
  const made: ImportFrom = script.runInThisContext()
  importers.set(dirname(file), made)
  return made
}
