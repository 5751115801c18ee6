import { relative, resolve, sep } from 'node:path'
import type { Course } from '../engine/course/model.ts'
import { toType } from '../to-type.ts'
import type { ProcessOptions } from './demos.ts'
import { findAbove, findTool } from './find-tool.ts'
import { error, type Finding } from './finding.ts'
import type { Mirror } from './mirror.ts'
import { runNode } from './run-process.ts'

const LINT_MS = 60_000
const ANNOTATION = /^::(error|warning) (.*?)::(.*)$/

/** Biome's findings in these files (relative to the course), or why there are none. */
export async function proveLint(
  course: Pick<Course, 'root'>,
  files: string[],
  mirror: Mirror,
  options: ProcessOptions,
): Promise<{ findings: Finding[] } | { note: string }> {
  const tool = findTool('@biomejs/biome', 'biome', [course.root, options.packageRoot])
  if (!tool) return { note: 'Not linted: biome is not installed.' }
  const config = findAbove(course.root, ['biome.json', 'biome.jsonc'])
  if (config === undefined) return { note: 'Not linted: the course has no biome.json.' }
  // The temporary folder is no repository, and no rule of the course's names it.
  const laidOut = [`--config-path=${config}`, '--vcs-enabled=false']
  const runs = [
    ...(files.length > 0 ? [{ root: course.root, args: files }] : []),
    ...(mirror.files.length > 0 ? [{ root: mirror.root, args: [...laidOut, 'solutions'] }] : []),
  ]
  const findings = runs.map(async ({ root, args }) => {
    const all = [tool.script, 'check', ...SHORTLY, ...args]
    const { stdout } = await runNode(all, { cwd: root, env: options.env, ms: LINT_MS, signal: options.signal })
    return stdout.split(/\r?\n/).flatMap((line) => readAnnotation(line, root, mirror))
  })
  return { findings: (await Promise.all(findings)).flat() }
}

const SHORTLY = ['--reporter=github', '--max-diagnostics=200', '--no-errors-on-unmatched']

/** `::error title=lint/rule,file=a.ts,line=1,…::message`, as Biome writes it for GitHub. */
function readAnnotation(line: string, root: string, { homeOf }: Mirror): Finding[] {
  const [, level, properties = '', message = ''] = ANNOTATION.exec(line) ?? []
  if (level !== 'error') return []
  const value = (name: string) => new RegExp(`(?:^|,)${name}=([^,]*)`).exec(properties)?.[1]
  const file = relative(root, resolve(root, value('file') ?? ''))
    .split(sep)
    .join('/')
  const rule = value('title') ?? 'lint'
  const home = homeOf(file, Number(value('line')) || undefined)
  const mend = mendOf(rule, home.file)
  return [
    error(home.file, `${rule}: ${decodeURIComponent(message.replace(/%(?![0-9A-F]{2})/g, '%25'))}`, mend, home.line),
  ]
}

function mendOf(rule: string, file: string): string {
  if (file.endsWith('.diff')) return `Mend the lines that it adds: ${toType('author mistake')} opens it written out.`
  return rule === 'format' ? 'Run `npx biome check --write` on it.' : 'Mend it, or run `npx biome check --write`.'
}
