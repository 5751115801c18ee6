import { AsyncLocalStorage } from 'node:async_hooks'
import { pino } from 'pino'

export type Fields = Record<string, unknown>

const requests = new AsyncLocalStorage<{ requestId: string }>()

/** Lines are written at once: a process that is killed has lost none that it wrote. */
const logger = pino({
  base: null,
  messageKey: 'message',
  timestamp: () => `,"time":"${new Date().toISOString()}"`,
  formatters: { level: (level) => ({ level }) },
  mixin: () => requests.getStore() ?? {},
})

export const log = {
  info: (message: string, fields: Fields = {}) => logger.info(fields, message),
  error: (message: string, error: unknown) => logger.error(describe(error), message),
  /** Something that somebody will ask about later. It never holds what was typed or handed out. */
  security: (event: string, fields: Fields = {}) => logger.warn({ security: true, ...fields }, event),
}

/** Everything that `work` logs, now or later, carries this id. */
export function inRequest<T>(requestId: string, work: () => T): T {
  return requests.run({ requestId }, work)
}

/** Not the error as it is: those of drivers and parsers carry parameters, statements and pieces of bodies. */
function describe(error: unknown): Fields {
  const { name, message, stack, code } = Object(error) as NodeJS.ErrnoException
  return { error: { name, message, stack, code } }
}
