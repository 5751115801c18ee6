/** One thing that is wrong with a request, for the form that sent it. */
export interface Detail {
  path: string
  message: string
}

/** An error that we expect to happen. Its code, message and details are for the client's eyes. */
export class AppError extends Error {
  readonly status: number
  readonly code: string
  readonly details: Detail[]

  constructor(status: number, code: string, message: string, details: Detail[] = []) {
    super(message)
    this.name = new.target.name
    this.status = status
    this.code = code
    this.details = details
  }
}

export class UnauthenticatedError extends AppError {
  constructor() {
    super(401, 'unauthenticated', 'X-User-Id must name a user')
  }
}

export class ForbiddenError extends AppError {
  constructor(message: string) {
    super(403, 'forbidden', message)
  }
}

export class NotFoundError extends AppError {
  constructor() {
    super(404, 'not_found', 'there is nothing like that here')
  }
}

export class ConflictError extends AppError {
  constructor(message: string) {
    super(409, 'conflict', message)
  }
}

export class InvalidError extends AppError {
  constructor(details: Detail[]) {
    super(422, 'invalid', 'some fields are not right', details)
  }
}

export class UnavailableError extends AppError {
  constructor() {
    super(503, 'unavailable', 'this is not possible right now, try again later')
  }
}
