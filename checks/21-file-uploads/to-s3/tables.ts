import type { StoredFile } from '../../../exercises/21-file-uploads/to-s3.ts'

/** After two turns of the event loop, as from a database, and as copies. */
export function tableOf<T extends StoredFile>(rows: Map<string, T>) {
  const later = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
  return {
    async add(row: T): Promise<void> {
      await later()
      if (!rows.has(row.id)) rows.set(row.id, { ...row })
    },
    async find(id: string): Promise<T | undefined> {
      await later()
      const found = rows.get(id)
      return found && { ...found }
    },
  }
}

/** Takes the place of everybody who listens for rejections that nobody handles. */
export function watchErrors(): { errors: unknown[]; stop: () => void } {
  const errors: unknown[] = []
  const before = process.listeners('unhandledRejection')
  const add = (error: unknown) => void errors.push(error)
  process.removeAllListeners('unhandledRejection')
  process.on('unhandledRejection', add)
  const stop = () => {
    process.off('unhandledRejection', add)
    for (const listener of before) process.on('unhandledRejection', listener)
  }
  return { errors, stop }
}
