/** A check that a verdict must account for. */
export interface ManifestEntry {
  title: string
  /** The anchor of the lesson section to read when it fails. */
  read: string
  /** Of a project: what it is a check of, and what it is worth. */
  requirement?: string
  points?: number
}

const CALL = /^check\(\s*('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\$]|\\.)*`)\s*,\s*\{([^}]*)\}/gm
const READ = /\bread:\s*(['"])([a-z0-9-]+)\1/
const REQUIREMENT = /\brequirement:\s*(['"])([a-z0-9-]+)\1/
const POINTS = /\bpoints:\s*(\d+)\b/

/**
 * The checks of a check file, in order, read from its source and not from running it: what ran cannot say what should
 * have run. Titles are string literals and calls stand at the start of a line; `author check` proves that the two agree.
 */
export function readManifest(source: string): ManifestEntry[] {
  return [...source.matchAll(CALL)].map(([, literal = '', options = '']) => {
    const requirement = REQUIREMENT.exec(options)?.[2]
    const points = POINTS.exec(options)?.[1]
    return {
      title: literal.slice(1, -1).replace(/\\(.)/g, '$1'),
      read: READ.exec(options)?.[2] ?? '',
      ...(requirement !== undefined && { requirement }),
      ...(points !== undefined && { points: Number(points) }),
    }
  })
}
