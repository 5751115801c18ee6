import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { makeFolder } from '../../make-folder.ts'
import { isProblem } from '../../problem.ts'
import { detectServices } from '../../services/detect.ts'
import { findProgram } from '../../services/find-program.ts'
import { shellWord } from '../../shell-word.ts'
import { toType } from '../../to-type.ts'
import type { World } from '../../world.ts'
import { cacheFolder } from '../course/cache-folder.ts'
import type { Course } from '../course/model.ts'
import { openCourse } from '../course/open.ts'
import { editorCommand } from '../editor.ts'
import { packagesOutOfSight } from '../workbook/course-packages.ts'
import { isWorkbook, openWorkbook } from '../workbook/workbook.ts'
import type { Finding } from './finding.ts'
import { judgeServices } from './services.ts'

/** Looks at everything the course needs or can use. Changes nothing but the cache folder, which it makes. */
export async function examine(world: World, nodeVersion = process.versions.node): Promise<Finding[]> {
  const { course, finding } = await examineCourse(world)
  const services = await detectServices(world.env, world.packageRoot)
  return [
    examineNode(nodeVersion),
    examinePackages(world.packageRoot),
    finding,
    examineWorkbook(world),
    examineFolder('temporary-files', 'Temporary files', tmpdir(), 'Set TMPDIR to a folder that you may write to.'),
    ...examineOwnPrograms(world),
    examineNpm(world),
    examineTerminal(world),
    examineEditor(world),
    examineCache(world),
    ...judgeServices(services, course),
  ]
}

const SUPPORTED = '^20.19 or >= 22.12'

function examineNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const supported = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22
  const base = { id: 'node', group: 'needed', label: 'Node.js' } as const
  if (supported) return { ...base, status: 'fine', detail: `${version} (the course needs ${SUPPORTED})` }
  return {
    ...base,
    status: 'missing',
    detail: `${version} is not supported: the course needs ${SUPPORTED}.`,
    mend: 'Install the current LTS from https://nodejs.org, then open a new terminal.',
  }
}

function examinePackages(packageRoot: string): Finding {
  const require = createRequire(join(packageRoot, 'package.json'))
  const absent = ['oxc-transform', 'oxc-parser', 'express'].filter((name) => {
    try {
      require.resolve(name)
      return false
    } catch {
      return true
    }
  })
  const base = { id: 'packages', group: 'needed', label: 'Packages' } as const
  if (absent.length === 0) return { ...base, status: 'fine', detail: 'installed' }
  const mend = `Run \`npm ci\` in ${shellWord(packageRoot)}, or install the course again.`
  return { ...base, status: 'missing', detail: `${absent.join(', ')} cannot be found.`, mend }
}

async function examineCourse(world: World): Promise<{ course?: Course; finding: Finding }> {
  const base = { id: 'course', group: 'needed', label: 'Course' } as const
  try {
    const course = await openCourse(world)
    const ready = course.days.filter((day) => day.status === 'ready').length
    if (course.broken.length === 0) {
      const coming = course.days.length - ready
      const detail = `${course.title} (${ready} ${ready === 1 ? 'day' : 'days'}${coming > 0 ? `, ${coming} coming` : ''})`
      return { course, finding: { ...base, status: 'fine', detail } }
    }
    const broken = course.broken.map(({ file, message }) => `${file}: ${message}`).join('\n')
    const mend = 'The other days work. Mend the file, or tell the author of the course.'
    return { course, finding: { ...base, status: 'missing', detail: broken, mend } }
  } catch (error) {
    if (!isProblem(error)) throw error
    return { finding: { ...base, status: 'missing', detail: error.message, mend: error.hint } }
  }
}

function examineWorkbook(world: World): Finding {
  const base = { id: 'workbook', group: 'needed', label: 'Workbook' } as const
  try {
    const { root } = openWorkbook(world)
    const folder = nearestExisting(root)
    const mend = `Mend its permissions, or use another folder: \`${toType('init <dir>')}\`, or --workbook <dir>.`
    if (!isWritable(folder))
      return { ...base, status: 'missing', detail: `${shellWord(folder)} cannot be written to.`, mend }
    return {
      ...base,
      status: 'fine',
      detail: isWorkbook(root) ? shellWord(root) : `${shellWord(root)} (made on first use)`,
    }
  } catch (error) {
    if (!isProblem(error)) throw error
    return { ...base, status: 'missing', detail: error.message, mend: error.hint }
  }
}

/** Lessons have blocks to be saved in the workbook and run with `node`. Nothing is said where there is no workbook. */
function examineOwnPrograms(world: World): Finding[] {
  const root = existingWorkbook(world)
  if (root === undefined) return []
  const base = { id: 'programs', group: 'comfort', label: 'Your programs' } as const
  const [first, ...others] = packagesOutOfSight(root, world.packageRoot)
  if (!first) return [{ ...base, status: 'fine', detail: 'in the workbook find the packages of the course' }]
  const more = others.length > 0 ? ` and ${others.length} more packages of the course` : ''
  const detail = `in the workbook do not find ${first.name}${more}`
  return [{ ...base, status: 'lacking', detail, mend: `Link them: \`${toType('doctor --install packages')}\`` }]
}

function existingWorkbook(world: World): string | undefined {
  try {
    const { root } = openWorkbook(world)
    return isWorkbook(root) ? root : undefined
  } catch (error) {
    if (!isProblem(error)) throw error
    return undefined
  }
}

function examineFolder(id: string, label: string, folder: string, mend: string): Finding {
  if (isWritable(folder)) return { id, group: 'needed', label, status: 'fine', detail: shellWord(folder) }
  return { id, group: 'needed', label, status: 'missing', detail: `${shellWord(folder)} cannot be written to.`, mend }
}

function examineNpm({ env }: World): Finding {
  const path = findProgram('npm', env, [dirname(process.execPath)])
  const base = { id: 'npm', group: 'comfort', label: 'npm' } as const
  if (path) return { ...base, status: 'fine', detail: path }
  const mend = 'It comes with Node.js: install that again from https://nodejs.org.'
  return { ...base, status: 'lacking', detail: 'not found; updates of the course need it', mend }
}

const COMFORTABLE_WIDTH = 80

function examineTerminal({ stdout, env }: World): Finding {
  const base = { id: 'terminal', group: 'comfort', label: 'Terminal' } as const
  if (!stdout.isTTY)
    return { ...base, status: 'fine', detail: 'output goes to a pipe or a file: no colours, no questions' }
  const { columns = 0, rows = 0 } = stdout
  const utf8 = /utf-?8/i.test(
    env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || (process.platform === 'linux' ? '' : 'UTF-8'),
  )
  const colour = env['NO_COLOR'] ? 'no colours (NO_COLOR)' : (env['COLORTERM'] ?? env['TERM'] ?? 'unknown kind')
  const detail = `${columns} x ${rows}, ${colour}, ${utf8 ? 'UTF-8' : 'locale without UTF-8'}`
  if (columns >= COMFORTABLE_WIDTH && utf8) return { ...base, status: 'fine', detail }
  const mend =
    columns < COMFORTABLE_WIDTH ? 'Make the window at least 80 columns wide.' : 'Set LANG=C.UTF-8 for better drawings.'
  return { ...base, status: 'lacking', detail, mend }
}

function examineEditor({ env }: World): Finding {
  const base = { id: 'editor', group: 'comfort', label: 'Editor' } as const
  const command = editorCommand(env)
  if (command) return { ...base, status: 'fine', detail: command.join(' ') }
  const mend = 'Set VISUAL, for example VISUAL="code --wait" or VISUAL=nano. Or open the files yourself.'
  return { ...base, status: 'lacking', detail: 'none known, so files do not open by themselves', mend }
}

function examineCache({ env }: World): Finding {
  const base = { id: 'cache', group: 'comfort', label: 'Cache' } as const
  const folder = cacheFolder(env)
  const mend = 'Set COURSE_CACHE to a folder that you may write to.'
  if (!folder) return { ...base, status: 'lacking', detail: 'no home folder: every command starts more slowly', mend }
  try {
    makeFolder(folder)
  } catch {
    // Then it cannot be written to either.
  }
  if (isWritable(folder)) return { ...base, status: 'fine', detail: shellWord(folder) }
  return {
    ...base,
    status: 'lacking',
    detail: `${shellWord(folder)} cannot be written to: every command starts more slowly`,
    mend,
  }
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK)
    return statSync(folder).isDirectory()
  } catch {
    return false
  }
}

function nearestExisting(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestExisting(dirname(path))
}
