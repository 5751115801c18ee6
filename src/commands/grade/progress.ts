import type { GradeProgress } from '../../engine/grading/grade.ts'
import { cleanText } from '../../ui/text/clean.ts'
import { isPlain, type World } from '../../world.ts'

/** One line on the terminal that says how far it is; nothing elsewhere. */
export function showProgress({ stderr, env, flags }: World) {
  const isShown = stderr.isTTY === true && !isPlain({ env, flags }) && !env['CI']
  let wasShown = false
  return {
    show({ done, of, submission, exercise }: GradeProgress) {
      if (!isShown) return
      const line = cleanText(`${done} of ${of} judged; ${submission}${exercise ? ` ${exercise}` : ''}`)
      stderr.write(`\r\u001B[K${line.slice(0, (stderr.columns ?? 80) - 1)}`)
      wasShown = true
    },
    clear() {
      if (wasShown) stderr.write('\r\u001B[K')
    },
  }
}
