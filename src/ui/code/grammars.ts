import { common, createLowlight } from 'lowlight'

const ALIASES: Record<string, string> = {
  ts: 'typescript',
  js: 'javascript',
  sh: 'bash',
  yml: 'yaml',
  mjs: 'javascript',
  cjs: 'javascript',
}

/** A piece of code as the highlighter reads it: text, or an element with the classes of what it is. */
export type CodeNode = ReturnType<ReturnType<typeof createLowlight>['highlight']>['children'][number]

/** Code to its parts; undefined for a language that there is no grammar of. */
export type ReadCode = (code: string, language: string) => CodeNode[] | undefined

/** The languages of a lesson. Loads a few dozen grammars, so import this file only where code is coloured. */
export function createReader(): ReadCode {
  const lowlight = createLowlight(common)
  lowlight.register({ http: httpGrammar })
  return (code, name) => {
    const language = ALIASES[name] ?? name
    return lowlight.registered(language) ? lowlight.highlight(language, code).children : undefined
  }
}

/** `hljs-title function_` without what is the same in all: the narrowest name comes last. */
export function classesOf(node: CodeNode): string[] {
  if (node.type !== 'element') return []
  const classes = node.properties['className']
  return Array.isArray(classes) ? classes.map((name) => String(name).replace(/^hljs-|_$/g, '')) : []
}

/** Request and status lines and header names; the packaged grammar also loads those of every body. */
function httpGrammar() {
  return {
    name: 'HTTP',
    contains: [
      { scope: 'keyword', begin: /^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|CONNECT|TRACE)\b/m },
      { scope: 'meta', begin: /\bHTTP\/[\d.]+/ },
      { scope: 'number', begin: /(?<=HTTP\/[\d.]+ )\d{3}/ },
      { scope: 'attr', begin: /^[A-Za-z][A-Za-z-]*(?=:)/m },
    ],
  }
}
