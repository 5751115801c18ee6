import { pino } from 'pino'

const logger = pino({ base: null, messageKey: 'message' })

export const log = {
  info: (message: string, fields: Record<string, unknown> = {}) => logger.info(fields, message),
  error: (message: string, error: unknown) => logger.error(describe(error), message),
}

/** Not the error as it is: those of drivers and parsers carry parameters, statements and pieces of bodies. */
function describe(error: unknown): object {
  if (!(error instanceof Error)) return { error: typeof error }
  const { name, message, stack } = error
  return { error: { name, message, stack, ...('code' in error && { code: error.code }) } }
}
