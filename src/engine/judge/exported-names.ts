/**
 * The names that a TypeScript module exports at run time, read from its source: types are left out. Good enough for
 * telling a learner that an export went missing; a module that exports through `export *` is taken to export all.
 */
export function exportedNames(source: string): { names: Set<string>; all: boolean } {
  const names = new Set<string>()
  const code = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`\\])\/\/[^\n]*/g, '$1')
  for (const [, name = ''] of code.matchAll(DECLARATION)) names.add(name)
  for (const [, list = ''] of code.matchAll(LIST)) {
    for (const item of list.split(',')) {
      const [, name] = /(?:^|\sas\s+)\s*([\w$]+)\s*$/.exec(item.trim()) ?? []
      if (name && !/^type\s/.test(item.trim())) names.add(name)
    }
  }
  if (/^\s*export\s+default\b/m.test(code)) names.add('default')
  return { names, all: /^\s*export\s*\*/m.test(code) }
}

const DECLARATION = /^\s*export\s+(?:async\s+)?(?:abstract\s+)?(?:function\s*\*?|class|const|let|var|enum)\s+([\w$]+)/gm
const LIST = /^\s*export\s*\{([^}]*)\}/gm
