import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface ProjectFile {
  /** Relative to the project: `src/app.ts`. */
  path: string
  text: string
}

export interface ProjectFilesOptions {
  /** Dot files too, and what tools write, for projects that are about them: `.dockerignore`, `.github/`. */
  hidden?: boolean
}

/** What is not the learner's own work, or no text. */
const LEFT_OUT = /^(?:node_modules|dist|coverage|\..*)$/
const LARGEST_BYTES = 1024 * 1024

/** The folder of the learner's project. */
export function projectFolder(): string {
  const folder = process.env['COURSE_PROJECT']
  if (folder) return folder
  throw new Error('There is no project here: its lesson needs "kind: project".')
}

/** The files of the learner's project in the order of their paths, without node_modules, dot files and what is no text. */
export function projectFiles({ hidden = false }: ProjectFilesOptions = {}): ProjectFile[] {
  const isLeftOut = (name: string) => (hidden ? /^(?:node_modules|\.git)$/ : LEFT_OUT).test(name)
  return filesIn(projectFolder(), '', isLeftOut).sort((a, b) => (a.path < b.path ? -1 : 1))
}

function filesIn(folder: string, prefix: string, isLeftOut: (name: string) => boolean): ProjectFile[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (isLeftOut(entry.name)) return []
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return filesIn(path, `${prefix}${entry.name}/`, isLeftOut)
    if (!entry.isFile()) return []
    const content = readFileSync(path)
    const isText = content.length <= LARGEST_BYTES && !content.includes(0)
    return isText ? [{ path: prefix + entry.name, text: content.toString('utf8') }] : []
  })
}
