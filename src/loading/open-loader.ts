import { pathToFileURL } from 'node:url'
import { hasHooks } from './flags.ts'
import { handOver, hookInto } from './hooks.ts'
import { Linker } from './linker.ts'
import { nativeImport } from './native-import.ts'
import type { LoadRules } from './resolve.ts'
import { loadTransformer } from './transform.ts'

/** Loads files of TypeScript into this thread. */
export interface Loader {
  /** The namespace of the module in this file, and all it imports, evaluated anew by each loader. */
  import: (file: string) => Promise<object>
  close: () => void
}

let opened = 0

export function openLoader(rules: LoadRules): Loader {
  loadTransformer(rules.packageRoot)
  if (!hasHooks) {
    const linker = new Linker(rules)
    return { import: (file) => linker.import(file), close: () => undefined }
  }
  opened += 1
  const run = opened === 1 ? undefined : opened
  const close = hookInto(rules, run)
  let given: Promise<void> | undefined
  return {
    async import(file) {
      given ??= handOver(rules)
      await given
      return nativeImport(rules.packageRoot, pathToFileURL(file).href)
    },
    close,
  }
}
