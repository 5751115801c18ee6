import type { GradeProgress } from '../../engine/grading/grade.ts'
import { cleanText } from '../../ui/text/clean.ts'
import { isPlain, type World } from '../../world.ts'

/** Between two lines where each stays. */
const EVERY_MS = 10_000

/** Says how far it is: in one line on the terminal, written over and over; elsewhere in a line now and then, on stderr. */
export function showProgress({ stderr, env, flags, now }: Pick<World, 'stderr' | 'env' | 'flags' | 'now'>) {
  const isOneLine = stderr.isTTY === true && !isPlain({ env, flags }) && !env['CI']
  let last = now().getTime()
  let wasShown = false
  return {
    show({ done, of, submission, exercise }: GradeProgress) {
      const what = `${done} of ${of} judged; ${submission}${exercise ? ` ${exercise}` : ''}`
      const line = cleanText(what).replaceAll('\n', ' ')
      if (isOneLine) {
        stderr.write(`\r\u001B[K${line.slice(0, (stderr.columns ?? 80) - 1)}`)
        wasShown = true
      } else if (now().getTime() - last >= EVERY_MS) {
        stderr.write(`${line}\n`)
        last = now().getTime()
      }
    },
    clear() {
      if (wasShown) stderr.write('\r\u001B[K')
    },
  }
}
