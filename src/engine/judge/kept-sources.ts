import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const LARGEST_BYTES = 2 * 1024 * 1024

/**
 * Reads the learner's file or folder before it runs. The result, called afterwards, puts back what the run deleted and
 * names it.
 */
export function keepSources(path: string): () => string[] {
  const kept = filesIn(path).map((file) => ({ file, content: readFileSync(file) }))
  return () => {
    const gone = kept.filter(({ file }) => !existsSync(file))
    for (const { file, content } of gone) {
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, content)
    }
    return gone.map(({ file }) => file)
  }
}

function filesIn(path: string): string[] {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (!stats) return []
  if (stats.isFile()) return stats.size > LARGEST_BYTES ? [] : [path]
  if (!stats.isDirectory()) return []
  return readdirSync(path)
    .filter((name) => name !== 'node_modules' && name !== '.git')
    .flatMap((name) => filesIn(join(path, name)))
}
