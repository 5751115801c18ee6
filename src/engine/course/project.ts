import { relative, sep } from 'node:path'
import { type CheckSource, readCheckFiles } from '../judge/check-files.ts'
import type { Project, Requirement } from './model.ts'
import { ParseFailure } from './parse.ts'

interface ProjectFront {
  id: string
  requirements: { id: string; title: string; must: boolean }[]
}

interface Fault {
  /** Relative to the course. */
  file: string
  message: string
}

const FULL_MARKS = 100

/**
 * What a project's requirements are worth, as its checks say it.
 *
 * @param where the course, and the room of the day
 * @param pass points that count as a pass
 * @throws ParseFailure naming the file and what to write there
 */
export function readProject(where: { root: string; room: string }, front: ProjectFront, pass: number): Project {
  const files = filesOf(where, front)
  const names = front.requirements.map(({ id }) => id)
  const checks = files.flatMap(({ checks }) => checks)
  const requirements = front.requirements.map(
    ({ id, title, must }): Requirement => ({
      id,
      title,
      must,
      points: sum(checks.filter((check) => check.requirement === id)),
    }),
  )
  const faults = [
    ...files.flatMap(({ file, checks }) => checks.flatMap((check) => faultsOf(file, check, names))),
    ...names.flatMap((id) => faultsOfRequirement(where.room, front, id, checks)),
  ]
  const total = sum(checks)
  if (faults.length === 0 && total !== FULL_MARKS) {
    const list = requirements.map(({ id, points }) => `${id} ${points}`).join(', ')
    const message = `the points of all checks make ${total}, and must make ${FULL_MARKS} (${list}): mend \`points:\``
    faults.push({ file: `checks/${where.room}/${front.id}.check.ts`, message })
  }
  if (faults.length > 0) throw failureOf(faults)
  return { requirements, pass }
}

function filesOf({ root, room }: { root: string; room: string }, { id }: ProjectFront) {
  const main = `checks/${room}/${id}.check.ts`
  const relativeTo = (path: string) => relative(root, path).split(sep).join('/')
  try {
    const files: CheckSource[] = readCheckFiles(`${root}/${main}`)
    return files.map(({ path, checks }) => ({ file: relativeTo(path), checks }))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && 'path' in error)) throw error
    const missing = relativeTo(String(error.path))
    throw new ParseFailure(`it cannot be read (${error.code}), and project ${id} needs it: write it`, missing)
  }
}

function faultsOf(file: string, check: CheckSource['checks'][number], names: string[]): Fault[] {
  const { title, requirement, points } = check
  if (requirement === undefined || points === undefined) {
    const example = `{ read: '…', requirement: '${names[0]}', points: 4 }`
    return [{ file, message: `"${title}" does not say what it is worth: write ${example}, both as literals` }]
  }
  if (names.includes(requirement)) return []
  const message = `"${title}" names the requirement ${requirement}, which lesson.md does not have: write one of ${names.join(', ')}`
  return [{ file, message }]
}

function faultsOfRequirement(room: string, front: ProjectFront, id: string, checks: CheckSource['checks']): Fault[] {
  const file = `lessons/${room}/lesson.md`
  if (front.requirements.filter((other) => other.id === id).length > 1) {
    return [{ file, message: `the requirement ${id} is there twice: give each its own id` }]
  }
  if (checks.some(({ requirement }) => requirement === id)) return []
  const home = `checks/${room}/${front.id}/${id}.checks.ts`
  return [{ file, message: `the requirement ${id} has no check: write ${home} and import it, or take it out` }]
}

/** All that is wrong in the first file; what is wrong in others, with their names. */
function failureOf(faults: Fault[]): ParseFailure {
  const first = faults[0]?.file
  const lines = faults.map(({ file, message }) => (file === first ? message : `${file}: ${message}`))
  return new ParseFailure(lines.join('\n'), first)
}

function sum(checks: { points?: number }[]): number {
  return checks.reduce((total, { points = 0 }) => total + points, 0)
}
