import { statSync } from 'node:fs'

/**
 * Which transformed modules of a warm Vite may serve the next run: those of check files that have not changed, and whose
 * imports still lead to the same files. The code being judged is always transformed anew.
 */
export class KeptTransforms {
  readonly #stamps = new Map<string, string>()
  /** By importer: what it asked for, and the file that stood in for it. */
  readonly #replaced = new Map<string, Map<string, string | undefined>>()

  /** Notes that `importer` was given `file` where it asked for `path`. */
  note(importer: string, path: string, file: string | undefined): void {
    const known = this.#replaced.get(importer) ?? new Map<string, string | undefined>()
    this.#replaced.set(importer, known.set(path, file))
  }

  /**
   * True when the transform of `file` at the time of the last call still holds.
   *
   * @param mark whatever else the transform depends on
   */
  isCurrent(file: string, mark: string, replace: (path: string) => string | undefined): boolean {
    const stats = statSync(file, { throwIfNoEntry: false })
    const stamp = `${stats?.ino} ${stats?.size} ${stats?.mtimeMs} ${mark}`
    const before = this.#stamps.get(file)
    this.#stamps.set(file, stamp)
    const leadsTheSameWay = [...(this.#replaced.get(file) ?? [])].every(([path, other]) => replace(path) === other)
    return stamp === before && leadsTheSameWay
  }
}
