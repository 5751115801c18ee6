/** What is said of files that were gone and are there again. */

const MOST_NAMED = 3

/** Of starters that the learner, or somebody else, had deleted; nothing where there are none. */
export function notesOnRestored(files: string[]): string[] {
  if (files.length === 0) return []
  const [was, starters] = files.length === 1 ? ['was', 'starter was'] : ['were', 'starters were']
  return [`${listed(files)} ${was} not there: the ${starters} put back.`]
}

export function listed(files: string[]): string {
  const names = files.slice(0, MOST_NAMED)
  return files.length > MOST_NAMED ? `${files.length} files (${names.join(', ')}, …)` : names.join(' and ')
}
