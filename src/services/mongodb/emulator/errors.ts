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
  15: 'Overflow',
  16: 'InvalidLength',
  18: 'AuthenticationFailed',
  20: 'IllegalOperation',
  26: 'NamespaceNotFound',
  27: 'IndexNotFound',
  28: 'PathNotViable',
  40: 'ConflictingUpdateOperators',
  43: 'CursorNotFound',
  47: 'NoMatchingDocument',
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
  125: 'CommandFailed',
  139: 'JSInterpreterFailure',
  146: 'ExceededMemoryLimit',
  165: 'ViewDepthLimitExceeded',
  166: 'CommandNotSupportedOnView',
  167: 'OptionNotSupportedOnView',
  168: 'InvalidPipelineOperator',
  171: 'CannotIndexParallelArrays',
  224: 'QueryFeatureNotAllowed',
  225: 'TransactionTooOld',
  237: 'CursorKilled',
  239: 'SnapshotTooOld',
  238: 'NotImplemented',
  241: 'ConversionFailure',
  246: 'SnapshotUnavailable',
  251: 'NoSuchTransaction',
  256: 'TransactionCommitted',
  263: 'OperationNotSupportedInTransaction',
  280: 'ChangeStreamFatalError',
  322: 'APIVersionError',
  323: 'APIStrictError',
  359: 'CannotConvertIndexToUnique',
  286: 'ChangeStreamHistoryLost',
  291: 'NoQueryExecutionPlans',
  10334: 'BSONObjectTooLarge',
  40414: 'IDLFailedToParse',
  40415: 'IDLUnknownField',
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
  // Nothing that a client sends may lead here: it is a mistake of this server.
  return { ok: 0, errmsg: message, code: 1, codeName: 'InternalError' }
}
