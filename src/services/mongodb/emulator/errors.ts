import type { Doc } from './values/bson.ts'

/** Names that MongoDB gives to the codes of its errors (docs: "Error Codes"). */
const CODE_NAMES: Record<number, string> = {
  1: 'InternalError',
  2: 'BadValue',
  6: 'HostUnreachable',
  9: 'FailedToParse',
  11: 'UserNotFound',
  13: 'Unauthorized',
  14: 'TypeMismatch',
  16: 'InvalidLength',
  18: 'AuthenticationFailed',
  20: 'IllegalOperation',
  26: 'NamespaceNotFound',
  27: 'IndexNotFound',
  28: 'PathNotViable',
  40: 'ConflictingUpdateOperators',
  43: 'CursorNotFound',
  48: 'NamespaceExists',
  50: 'MaxTimeMSExpired',
  52: 'DollarPrefixedFieldName',
  54: 'NotSingleValueField',
  55: 'InvalidDBRef',
  56: 'EmptyFieldName',
  59: 'CommandNotFound',
  66: 'ImmutableField',
  67: 'CannotCreateIndex',
  72: 'InvalidOptions',
  73: 'InvalidNamespace',
  85: 'IndexOptionsConflict',
  86: 'IndexKeySpecsConflict',
  112: 'WriteConflict',
  121: 'DocumentValidationFailure',
  171: 'CannotIndexParallelArrays',
  225: 'TransactionTooOld',
  251: 'NoSuchTransaction',
  256: 'TransactionCommitted',
  263: 'OperationNotSupportedInTransaction',
  280: 'ChangeStreamFatalError',
  286: 'ChangeStreamHistoryLost',
  291: 'NoQueryExecutionPlans',
  10334: 'BSONObjectTooLarge',
  11000: 'DuplicateKey',
}

/** An error as a MongoDB server reports it; a driver makes its own error of the reply. */
export class ServerError extends Error {
  override readonly name = 'ServerError'
  readonly code: number
  /** More fields of the reply: keyPattern, keyValue, errInfo, errorLabels. */
  readonly details: Doc

  constructor(code: number, message: string, details: Doc = {}) {
    super(message)
    this.code = code
    this.details = details
  }

  get codeName(): string {
    return CODE_NAMES[this.code] ?? `Location${this.code}`
  }
}

export function badValue(message: string): ServerError {
  return new ServerError(2, message)
}

export function failedToParse(message: string): ServerError {
  return new ServerError(9, message)
}

export function typeMismatch(message: string): ServerError {
  return new ServerError(14, message)
}

/** What this stand-in leaves out. MongoDB would do it; the message says who does not. */
export function notEmulated(what: string): ServerError {
  return new ServerError(238, `The built-in stand-in for MongoDB does not have ${what}. A real mongod has it.`)
}

/** The reply of a command that failed. */
export function errorReply(error: unknown): Doc {
  if (error instanceof ServerError) {
    return { ok: 0, errmsg: error.message, code: error.code, codeName: error.codeName, ...error.details }
  }
  const message = error instanceof Error ? error.message : String(error)
  // mingo reports what a pipeline does wrong with errors of its own.
  return { ok: 0, errmsg: message, code: 2, codeName: 'BadValue' }
}
