import { nativeBinding } from '../../loading/native-binding.ts'

/** What the source of a module says of its imports and exports at run time: types are left out. */
export interface ModuleRecord {
  exports: Set<string>
  /** It passes on all that another module exports. */
  exportsAll: boolean
  /** Specifiers, static ones and those that `import()` is given as a literal. */
  imports: string[]
}

interface Entry {
  isType: boolean
  exportName: { kind: 'Name' | 'Default' | 'None'; name: string | null }
  importName: { kind: string }
}

interface Request {
  value: string
}

/** The part of oxc's answer that is used. */
interface Parsed {
  errors: unknown[]
  module: {
    staticExports: { entries: (Entry & { moduleRequest: Request | null })[] }[]
    staticImports: { moduleRequest: Request; entries: { isType: boolean }[] }[]
    dynamicImports: { moduleRequest: { start: number; end: number } }[]
  }
}

interface Parser {
  parseSync: (file: string, source: string, options: { lang: 'ts' }) => Parsed
}

/** Undefined for a source that cannot be parsed: whoever loads it says why. */
export function readModuleRecord(packageRoot: string, source: string): ModuleRecord | undefined {
  const { parseSync } = nativeBinding<Parser>(packageRoot, 'oxc-parser')
  const { errors, module } = parseSync('module.ts', source, { lang: 'ts' })
  if (errors.length > 0) return undefined
  const exported = module.staticExports.flatMap(({ entries }) => entries).filter(({ isType }) => !isType)
  const names = exported.flatMap(({ exportName: { kind, name } }) =>
    kind === 'Default' ? ['default'] : name === null ? [] : [name],
  )
  const passedOn = exported.flatMap(({ moduleRequest }) => moduleRequest?.value ?? [])
  const imported = module.staticImports
    .filter(({ entries }) => entries.length === 0 || entries.some(({ isType }) => !isType))
    .map(({ moduleRequest }) => moduleRequest.value)
  return {
    exports: new Set(names),
    exportsAll: exported.some(({ exportName }) => exportName.kind === 'None'),
    imports: [
      ...imported,
      ...passedOn,
      ...module.dynamicImports.flatMap((each) => literalAt(source, each.moduleRequest)),
    ],
  }
}

function literalAt(source: string, { start, end }: { start: number; end: number }): string[] {
  const [, , text] = /^(['"`])(.*)\1$/.exec(source.slice(start, end)) ?? []
  return text === undefined ? [] : [text]
}
