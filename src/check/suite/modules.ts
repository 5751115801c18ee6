/** Modules that exist only as texts, linked and evaluated here. Needs --experimental-vm-modules. */
import { createRequire, isBuiltin } from 'node:module'
import { posix } from 'node:path'
import { pathToFileURL } from 'node:url'
import vm, { type Module, type SourceTextModule } from 'node:vm'
import { nativeImport } from '../../loading/native-import.ts'
import { loadTransformer } from '../../loading/transform.ts'
import { resolveIn } from './reach.ts'

/** What stands in for a module that is imported by name; undefined for all that Node finds itself. */
export type Given = (specifier: string) => object | undefined | Promise<object | undefined>

interface World {
  packageRoot: string
  /** Where the texts would lie, as stacks show it. */
  folder: string
  texts: Record<string, string>
  given: Given
}

/** What TypeScript becomes, by its text: most of a project is the same from run to run. */
const transformed = new Map<string, string>()

/** One evaluation of a file and all that it imports: another is made for each file of tests, as test runners do. */
export class Modules {
  readonly #world: World
  readonly #made = new Map<string, Promise<Module>>()

  constructor(world: World) {
    this.#world = world
  }

  async import(path: string): Promise<void> {
    const module = await this.#source(path)
    await module.link((specifier, from) => this.#find(specifier, from.identifier))
    await module.evaluate()
  }

  #find(specifier: string, from: string): Promise<Module> {
    if (!/^\.{1,2}\//.test(specifier)) return this.#native(specifier)
    const path = resolveIn(this.#world.texts, posix.join(posix.dirname(this.#pathOf(from)), specifier))
    if (path !== undefined) return this.#source(path)
    throw new Error(`Cannot find module '${specifier}', which ${this.#pathOf(from)} imports.`)
  }

  #pathOf(identifier: string): string {
    return decodeURIComponent(identifier.slice(this.#addressOf('').length))
  }

  #addressOf(path: string): string {
    return `${pathToFileURL(this.#world.folder).href}/${encodeURI(path)}`
  }

  #source(path: string): Promise<Module> {
    return this.#once(path, async () => this.#read(path))
  }

  #read(path: string): SourceTextModule {
    const { texts, packageRoot, folder } = this.#world
    const identifier = this.#addressOf(path)
    return new vm.SourceTextModule(compile(path, texts[path] ?? '', packageRoot), {
      identifier,
      initializeImportMeta: (meta) => {
        const filename = `${folder}/${path}`
        Object.assign(meta, { url: identifier, filename, dirname: posix.dirname(filename) })
      },
      importModuleDynamically: async (specifier) => {
        const module = await this.#find(specifier, identifier)
        if (module.status === 'unlinked') await module.link((each, from) => this.#find(each, from.identifier))
        if (module.status !== 'evaluated') await module.evaluate()
        return module
      },
    })
  }

  #native(specifier: string): Promise<Module> {
    return this.#once(`package ${specifier}`, async () => {
      const namespace = (await this.#world.given(specifier)) ?? (await this.#installed(specifier))
      const names = Object.keys(namespace)
      return new vm.SyntheticModule(
        names,
        function (this: { setExport: (name: string, value: unknown) => void }) {
          for (const name of names) this.setExport(name, Reflect.get(namespace, name))
        },
        { identifier: `package:${specifier}` },
      )
    })
  }

  /** As a file of the learner's would find it, and else as the course does. */
  async #installed(specifier: string): Promise<object> {
    const { folder, packageRoot } = this.#world
    if (isBuiltin(specifier)) return nativeImport(packageRoot, specifier)
    try {
      return await nativeImport(packageRoot, specifier)
    } catch (error) {
      try {
        return await nativeImport(packageRoot, pathToFileURL(createRequire(`${folder}/x.js`).resolve(specifier)).href)
      } catch {
        throw error
      }
    }
  }

  #once(key: string, make: () => Promise<Module>): Promise<Module> {
    const known = this.#made.get(key)
    if (known) return known
    const made = make()
    this.#made.set(key, made)
    return made
  }
}

/** @throws SyntaxError */
function compile(path: string, source: string, packageRoot: string): string {
  if (!/\.[cm]?ts$/.test(path)) return source
  const known = transformed.get(source)
  if (known !== undefined) return known
  const { code, errors } = loadTransformer(packageRoot)(path, source, { sourcemap: false, lang: 'ts' })
  const [error] = errors
  if (error) throw new SyntaxError(error.message)
  transformed.set(source, code)
  return code
}
