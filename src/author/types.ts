import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative, resolve, sep } from 'node:path'
import type { Course } from '../engine/course/model.ts'
import type { ProcessOptions } from './demos.ts'
import { findTool, type Tool } from './find-tool.ts'
import { type Finding, error as findingOf } from './finding.ts'
import type { Mirror } from './mirror.ts'
import { runNode } from './run-process.ts'

const COMPILE_MS = 120_000
const DIAGNOSTIC = /^(.+?)\((\d+),\d+\): error (TS\d+): (.*)$/

/** What a course without a tsconfig.json of its own is held to. */
const STRICT = {
  target: 'es2023',
  lib: ['es2023'],
  module: 'nodenext',
  allowImportingTsExtensions: true,
  strict: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: true,
}

/** The compiler's findings in these files (relative to the course), or why there are none. */
export async function proveTypes(
  course: Pick<Course, 'root'>,
  files: string[],
  mirror: Mirror,
  options: ProcessOptions,
): Promise<{ findings: Finding[] } | { note: string }> {
  const tool = findTool('typescript', 'tsc', [course.root, options.packageRoot])
  if (!tool) return { note: 'Not type-checked: typescript is not installed.' }
  const own = join(course.root, 'node_modules')
  mirror.linkModules(existsSync(own) ? own : tool.modules)
  const programs = [
    { root: course.root, files },
    // What a wrong answer changes may be no program: a Dockerfile, a workflow.
    { root: mirror.root, files: mirror.files.filter((file) => /\.[cm]?ts$/.test(file)) },
  ].filter((program) => program.files.length > 0)
  const results = await Promise.all(programs.map((program) => compile(course.root, program, tool, options)))
  if (results.some(({ timedOut }) => timedOut)) {
    return { note: `Not type-checked: tsc took longer than ${COMPILE_MS / 1000} s.` }
  }
  return { findings: results.flatMap(({ stdout, root }) => readDiagnostics(stdout, root, mirror)) }
}

/** Files that are compiled together, relative to a folder. */
interface Program {
  root: string
  files: string[]
}

async function compile(courseRoot: string, program: Program, tool: Tool, options: ProcessOptions) {
  const folder = await mkdtemp(join(tmpdir(), 'course-types-'))
  try {
    const project = join(folder, 'tsconfig.json')
    await writeFile(project, JSON.stringify(projectOf(courseRoot, program, tool, options.packageRoot)))
    const args = [tool.script, '-p', project, '--noEmit', '--pretty', 'false', ...thriftOf(tool)]
    const env = { GOGC: '400', ...options.env }
    const { root } = program
    const result = await runNode(args, { cwd: root, env, ms: COMPILE_MS, signal: options.signal })
    return { ...result, root }
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

/**
 * From version 7 on, the compiler is a Go program with four checkers that each begin by checking what all share. Judges
 * want the cores meanwhile, so here it has one, and collects garbage (GOGC) less often.
 */
function thriftOf({ major }: Tool): string[] {
  return major >= 7 ? ['--checkers', '1'] : []
}

function projectOf(courseRoot: string, { root, files }: Program, tool: Tool, packageRoot: string) {
  const own = join(courseRoot, 'tsconfig.json')
  const api = (name: string) => {
    const source = join(packageRoot, 'src', name, 'index.ts')
    return existsSync(source) ? source : join(packageRoot, 'dist/types/src', name, 'index.d.ts')
  }
  const borrowed = existsSync(join(root, 'node_modules'))
    ? {}
    : { '*': [join(tool.modules, '*'), join(tool.modules, '@types', '*')] }
  return {
    ...(existsSync(own) && { extends: own }),
    compilerOptions: {
      ...(!existsSync(own) && STRICT),
      noEmit: true,
      types: ['node'],
      typeRoots: [join(tool.modules, '@types')],
      paths: {
        ...Object.fromEntries(['bench', 'check', 'picture'].map((name) => [`backend-workbook/${name}`, [api(name)]])),
        ...borrowed,
      },
    },
    files: files.map((file) => join(root, file)),
    include: [],
  }
}

function readDiagnostics(output: string, root: string, { homeOf }: Mirror): Finding[] {
  return output.split(/\r?\n/).flatMap((line) => {
    const [, path, number, code, message] = DIAGNOSTIC.exec(line) ?? []
    if (path === undefined) return []
    const file = relative(root, resolve(root, path)).split(sep).join('/')
    const home = homeOf(file, Number(number))
    return [findingOf(home.file, `${code}: ${message}`, 'Mend the type.', home.line)]
  })
}
