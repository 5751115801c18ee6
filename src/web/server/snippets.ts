import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { extname, join } from 'node:path'
import type { Learner } from '../../commands/parts/learner.ts'
import { isOwn } from '../../commands/parts/own-files.ts'
import { aboutDemo } from '../../engine/about-demo.ts'
import type { SnippetKind, SnippetsAnswer } from '../api.ts'

type Snippet = SnippetsAnswer['snippets'][number]

export const MOST_OF_A_SNIPPET = 64 * 1024
/** A demo that is longer is no snippet to begin with. */
const MOST_OF_A_DEMO = 4 * 1024
const IS_MODULE = /^\s*(?:import\b[^(]|export\b)/m
/** Of a package, or of a file beside it. */
const NEEDS_MORE = /\b(?:import|from|require)\b\s*\(?\s*['"](?!node:)/

/** Programs that may be traced: those beside progress.json, and demos that need nothing but Node.js. */
export function snippetsOf({ workbook, course }: Pick<Learner, 'workbook' | 'course'>): Snippet[] {
  const demos = course.days.flatMap((day) =>
    day.demos.flatMap((demo): Snippet[] => {
      const { name, source } = aboutDemo(course, day, demo)
      if (source.length > MOST_OF_A_DEMO || NEEDS_MORE.test(source) || /\bprocess\.env\b/.test(source)) return []
      return [{ name, from: 'demo', day: day.day, kind: 'ts', text: source }]
    }),
  )
  return [...ofWorkbook({ workbook, course }), ...demos]
}

function ofWorkbook({ workbook, course }: Pick<Learner, 'workbook' | 'course'>): Snippet[] {
  return namesIn(workbook.root).flatMap((name) => {
    const file = join(workbook.root, name)
    const stats = statSync(file, { throwIfNoEntry: false })
    if (!stats?.isFile() || stats.size > MOST_OF_A_SNIPPET || !isOwn(realpathSync(file), workbook, course)) return []
    const text = readFileSync(file, 'utf8')
    return [{ name, from: 'workbook', kind: kindOf(name, text), text }]
  })
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => /^[^.].*\.(?:[cm]?js|m?ts)$/.test(name))
  } catch {
    return []
  }
}

function kindOf(name: string, text: string): SnippetKind {
  const extension = extname(name)
  if (extension.endsWith('ts')) return 'ts'
  if (extension === '.js') return IS_MODULE.test(text) ? 'mjs' : 'cjs'
  return extension === '.cjs' ? 'cjs' : 'mjs'
}
