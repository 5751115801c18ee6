import type { DayProgress } from '../../../tracker/day-progress.ts'

/** Evidence as its lesson names it, in words: `Compose, 2 questions and the benchmark`. */
export function sayEvidence(evidence: readonly string[], { exercises }: Pick<DayProgress, 'exercises'>): string {
  const questions = evidence.filter((proof) => proof.startsWith('quiz:')).length
  const others = evidence.filter((proof) => !proof.startsWith('quiz:') && proof !== 'bench').map(nameOf)
  return new Intl.ListFormat('en').format([
    ...others,
    ...(questions > 0 ? [questions === 1 ? 'a question' : `${questions} questions`] : []),
    ...(evidence.includes('bench') ? ['the benchmark'] : []),
  ])

  /** `compose`, or `task-manager/user-crud`. */
  function nameOf(proof: string): string {
    const [id, requirement] = proof.split('/')
    const exercise = exercises.find((each) => each.id === id)
    if (requirement === undefined) return exercise ? `“${exercise.title}”` : proof
    const title = exercise?.score?.requirements.find((each) => each.id === requirement)?.title
    return title === undefined ? proof : `all points for “${title}”`
  }
}
