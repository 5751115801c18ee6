import { createRequire } from 'node:module'

/** Node's own `import()` of an absolute address or a package of ours. */
export function nativeImport(packageRoot: string, specifier: string): Promise<object> {
  return createRequire(`${packageRoot}/package.json`)('./bin/native-import.cjs')(specifier)
}
