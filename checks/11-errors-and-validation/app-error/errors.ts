import type { LogEntry } from '../../../exercises/11-errors-and-validation/app-error.ts'

export const retailer = { email: 'buyer@northmill.example', name: 'North Mill' }

/** What PostgreSQL says about a second retailer of the same email. */
export function duplicate(hidden: string): Error {
  return Object.assign(new Error(`duplicate key value violates unique constraint "retailers_${hidden}_key"`), {
    code: '23505',
    detail: `Key (email, tenant)=(buyer@northmill.example, ${hidden}) already exists.`,
    table: 'retailers',
  })
}

export function refused(hidden: string): Error {
  return Object.assign(new Error(`connect ECONNREFUSED ${hidden}.internal:5432`), { code: 'ECONNREFUSED' })
}

export const errorsIn = (logged: LogEntry[]) => logged.filter(({ level }) => level === 'error')

export function codeIn(body: unknown): unknown {
  return (body as { error?: { code?: unknown } } | null)?.error?.code ?? body
}
