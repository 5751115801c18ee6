import type { CheckOutcome, Verdict } from '../../engine/judge/verdict.ts'

/** How the run ended, where that is more than checks that failed. */
export function endText(verdict: Verdict): string | undefined {
  switch (verdict.status) {
    case 'passed':
    case 'failed':
      return undefined
    case 'crashed':
      return `${verdict.phase === 'load' ? 'Your code did not load.' : 'Your code ended the run.'} ${verdict.message}`
    case 'timed-out':
      return verdict.message ?? timeoutText(verdict)
    case 'out-of-memory': {
      const where = verdict.lastCheck ? ` during “${verdict.lastCheck}”` : ''
      return `Out of memory: more than ${verdict.limitMb} MB were in use${where}. Look for what grows without end.`
    }
    case 'inconclusive': {
      const advice =
        'This says nothing about your code, and counts as no attempt. Judge it again when less is going on.'
      return `${verdict.message} ${advice}`
    }
    case 'tampered':
      return `No verdict: ${verdict.message}. The checks cannot be trusted while the language or their tools are changed under them.`
  }
}

/** Whether two values side by side say best what is wrong; for the rest the sentence does. */
export function isComparison({ expected, message = '' }: Pick<CheckOutcome, 'expected' | 'message'>): boolean {
  return expected !== undefined && COMPARES.test(message)
}

const COMPARES =
  /^expected [\s\S]* to (?:deeply |strictly )?(?:equal|be|match object) (?!(?:less|greater|close|at|one|instance))/

function timeoutText({ checks, afterMs, lastCheck }: Extract<Verdict, { status: 'timed-out' }>): string {
  // The check in which the run ended names the request that it waited for.
  const said = checks.find(({ title }) => title === lastCheck)?.message ?? ''
  if (/^[A-Z]+ \//.test(said)) return 'The checks after this one were not run.'
  const where = lastCheck ? `during “${lastCheck}”` : 'while your file was loading'
  const causes =
    'Look for a loop that never ends, a promise that is never settled, or an await for something that does not come.'
  return `Stopped after ${afterMs / 1000} s without progress ${where}. ${causes}`
}
