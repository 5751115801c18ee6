import { relative, resolve, sep } from 'node:path'
import type { Course } from '../engine/course/model.ts'
import type { ProcessOptions } from './demos.ts'
import { findAbove, findTool } from './find-tool.ts'
import { error, type Finding } from './finding.ts'
import { runNode } from './run-process.ts'

const LINT_MS = 60_000
const ANNOTATION = /^::(error|warning) (.*?)::(.*)$/

/** Biome's findings in these files (relative to the course), or why there are none. */
export async function proveLint(
  course: Pick<Course, 'root'>,
  files: string[],
  options: ProcessOptions,
): Promise<{ findings: Finding[] } | { note: string }> {
  if (files.length === 0) return { findings: [] }
  const tool = findTool('@biomejs/biome', 'biome', [course.root, options.packageRoot])
  if (!tool) return { note: 'Not linted: biome is not installed.' }
  if (findAbove(course.root, ['biome.json', 'biome.jsonc']) === undefined) {
    return { note: 'Not linted: the course has no biome.json.' }
  }
  const args = [
    tool.script,
    'check',
    '--reporter=github',
    '--max-diagnostics=200',
    '--no-errors-on-unmatched',
    ...files,
  ]
  const { stdout } = await runNode(args, { cwd: course.root, env: options.env, ms: LINT_MS, signal: options.signal })
  return { findings: stdout.split(/\r?\n/).flatMap((line) => readAnnotation(line, course.root)) }
}

/** `::error title=lint/rule,file=a.ts,line=1,…::message`, as Biome writes it for GitHub. */
function readAnnotation(line: string, root: string): Finding[] {
  const [, level, properties = '', message = ''] = ANNOTATION.exec(line) ?? []
  if (level !== 'error') return []
  const value = (name: string) => new RegExp(`(?:^|,)${name}=([^,]*)`).exec(properties)?.[1]
  const file = relative(root, resolve(root, value('file') ?? ''))
    .split(sep)
    .join('/')
  const rule = value('title') ?? 'lint'
  const mend = rule === 'format' ? 'Run `npx biome check --write` on it.' : 'Mend it, or run `npx biome check --write`.'
  return [
    error(
      file,
      `${rule}: ${decodeURIComponent(message.replace(/%(?![0-9A-F]{2})/g, '%25'))}`,
      mend,
      Number(value('line')) || undefined,
    ),
  ]
}
