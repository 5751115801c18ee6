import { element, xml } from './xml.ts'

/** S3's codes and the status that each goes with: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const STATUS = {
  AccessDenied: 403,
  AuthorizationHeaderMalformed: 400,
  AuthorizationQueryParametersError: 400,
  BadDigest: 400,
  BucketAlreadyOwnedByYou: 409,
  EntityTooLarge: 400,
  EntityTooSmall: 400,
  IncompleteBody: 400,
  InternalError: 500,
  InvalidAccessKeyId: 403,
  InvalidArgument: 400,
  InvalidDigest: 400,
  InvalidPart: 400,
  InvalidPartOrder: 400,
  InvalidPolicyDocument: 400,
  InvalidRange: 416,
  InvalidRequest: 400,
  KeyTooLongError: 400,
  MalformedPOSTRequest: 400,
  MalformedXML: 400,
  MethodNotAllowed: 405,
  MissingContentLength: 411,
  NoSuchBucket: 404,
  NoSuchKey: 404,
  NoSuchUpload: 404,
  NotImplemented: 501,
  PreconditionFailed: 412,
  RequestTimeTooSkewed: 403,
  SignatureDoesNotMatch: 403,
  SlowDown: 503,
  XAmzContentSHA256Mismatch: 400,
} as const

export type Code = keyof typeof STATUS

/** A request that is answered with an error of S3's. */
export class Refusal extends Error {
  override name = 'Refusal'
  readonly code: Code
  readonly details: Record<string, string>

  constructor(code: Code, message: string, details: Record<string, string> = {}) {
    super(message)
    this.code = code
    this.details = details
  }

  get status(): number {
    return STATUS[this.code]
  }

  toXml(resource: string, requestId: string): string {
    const more = Object.entries(this.details).map(([name, value]) => element(name, value))
    return xml(
      element('Error', [
        element('Code', this.code),
        element('Message', this.message),
        ...more,
        element('Resource', resource),
        element('RequestId', requestId),
      ]),
    )
  }
}
