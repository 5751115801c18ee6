export interface Wrong {
  path: string
  message: string
}

const CODES: Record<number, string> = {
  400: 'bad_request',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  413: 'too_large',
  422: 'invalid',
  500: 'internal',
  503: 'unavailable',
}

export class Failure extends Error {
  readonly status: number
  readonly code: string
  readonly details: Wrong[]
  constructor(status: number, message: string, details: Wrong[] = []) {
    super(message)
    this.status = status
    this.code = CODES[status] ?? 'internal'
    this.details = details
  }
}
