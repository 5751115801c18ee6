import type { CertifiedExercise } from '../../engine/certificate/certificate.ts'

/** What takes something away from a pass, in sentences. */
export function caveatsOn({ emulated, solutionSeenBefore }: CertifiedExercise): string[] {
  return [
    ...(emulated.length > 0 ? [`Judged on a stand-in for ${emulated.join(' and ')}.`] : []),
    ...(solutionSeenBefore ? ['The reference solution was opened before it passed.'] : []),
  ]
}
