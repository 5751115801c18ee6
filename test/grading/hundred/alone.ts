/** What a single `course check` says of an answer, on a machine where nobody else is. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { temporaryFolder } from '../../fixtures/build.ts'
import { type RunOptions, runCourse } from '../../fixtures/cli.ts'
import type { JsonGrades } from '../class.ts'
import type { Answer } from './answers.ts'

export type Graded = JsonGrades['submissions'][number]['exercises'][number]

/** What a verdict says, without how long it took. */
export function essence({ exercise, status, checks }: Graded) {
  return { exercise, status, checks: (checks ?? []).map((check) => ({ ...check, ms: undefined })) }
}

/**
 * Each text of an exercise is judged once, a few at a time.
 * @returns by `keyOf`
 */
export async function checkAlone(
  answers: readonly Answer[],
  fileOf: (exercise: string) => string,
  env: RunOptions['env'],
): Promise<Map<string, Graded>> {
  const different = new Map(answers.map((answer) => [keyOf(answer), answer]))
  const found = new Map<string, Graded>()
  const queue = different.entries()
  const work = async () => {
    for (const [key, { exercise, text }] of queue) {
      const workbook = temporaryFolder('alone')
      const file = join(workbook, fileOf(exercise))
      mkdirSync(join(workbook, '.course'))
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, text)
      const { stdout, stderr } = await runCourse(['check', exercise, '--json', '--workbook', workbook], {
        ...(env && { env }),
      })
      if (stdout === '') throw new Error(`${exercise} was not judged: ${stderr}`)
      found.set(key, JSON.parse(stdout))
    }
  }
  await Promise.all([work(), work(), work()])
  return found
}

export function keyOf({ exercise, text }: Pick<Answer, 'exercise' | 'text'>): string {
  return `${exercise}\n${text}`
}
