/** What a form may upload: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html */
import { type Account, notMatching } from './authorize.ts'
import { Refusal } from './refusal.ts'
import { ALGORITHM, readCredential, sameSignature, signingKey, signText } from './signature.ts'

export interface Policy {
  /** Of the file, both included. undefined where the policy says nothing of it. */
  range?: { min: number; max: number }
}

type Condition = [operator: 'eq' | 'starts-with', field: string, value: string]

/** Fields that a policy need not name. */
const FREE = /^(?:x-amz-signature|policy|file|x-ignore-.*)$/

/**
 * @param fields of the form, names in lower case, those before the file
 * @throws Refusal when the policy was not signed by this account, is over, or forbids this
 */
export function checkPolicy(fields: Map<string, string>, bucket: string, account: Account, now: number): Policy {
  const encoded = fields.get('policy')
  if (encoded === undefined) throw new Refusal('AccessDenied', 'Access Denied')
  checkSignature(encoded, fields, account)
  const { expiration, conditions } = readPolicy(encoded)
  if (Date.parse(expiration) <= now) throw denied('Policy expired.')
  const named = new Set<string>()
  const policy: Policy = {}
  for (const condition of conditions.flatMap(readCondition)) {
    if (condition[0] === 'content-length-range') {
      policy.range = { min: condition[1], max: condition[2] }
      continue
    }
    const [operator, field, value] = condition
    named.add(field)
    const given = field === 'bucket' ? bucket : (fields.get(field) ?? '')
    const holds = operator === 'eq' ? given === value : given.startsWith(value)
    if (!holds) throw denied(`Policy Condition failed: ${JSON.stringify([operator, `$${field}`, value])}`)
  }
  const extra = [...fields.keys()].filter((name) => !named.has(name) && !FREE.test(name))
  if (extra.length > 0) throw denied(`Extra input fields: ${extra.join(', ')}`)
  return policy
}

function checkSignature(encoded: string, fields: Map<string, string>, account: Account): void {
  const [algorithm, credential, signature] = ['x-amz-algorithm', 'x-amz-credential', 'x-amz-signature'].map((name) => {
    const value = fields.get(name)
    if (value) return value
    throw new Refusal('InvalidArgument', `Bucket POST must contain a field named '${name}'.`)
  }) as [string, string, string]
  if (algorithm !== ALGORITHM) throw new Refusal('InvalidArgument', `X-Amz-Algorithm only supports "${ALGORITHM}"`)
  const { accessKeyId, scope } = readCredential(credential) ?? {}
  if (accessKeyId === undefined || scope === undefined || scope.service !== 's3' || scope.region !== account.region) {
    const message = `Error parsing the X-Amz-Credential parameter; expecting region '${account.region}' and service 's3'`
    throw new Refusal('AuthorizationQueryParametersError', message)
  }
  if (accessKeyId !== account.accessKeyId) {
    const message = 'The AWS Access Key Id you provided does not exist in our records.'
    throw new Refusal('InvalidAccessKeyId', message, { AWSAccessKeyId: accessKeyId })
  }
  const key = signingKey(account.secretAccessKey, scope)
  if (!sameSignature(signText(key, encoded), signature)) throw notMatching(accessKeyId, encoded, signature)
}

function readPolicy(encoded: string): { expiration: string; conditions: unknown[] } {
  const invalid = (what: string) => new Refusal('InvalidPolicyDocument', `Invalid Policy: ${what}`)
  try {
    const { expiration, conditions } = JSON.parse(Buffer.from(encoded, 'base64').toString('utf8'))
    if (Number.isNaN(Date.parse(expiration))) throw invalid("Invalid 'expiration' value")
    if (!Array.isArray(conditions)) throw invalid('Policy missing conditions')
    return { expiration, conditions }
  } catch (error) {
    throw error instanceof Refusal ? error : invalid('Invalid JSON.')
  }
}

/** `{ "acl": "private" }` says the same as `["eq", "$acl", "private"]`. */
function readCondition(condition: unknown): (Condition | ['content-length-range', number, number])[] {
  if (condition !== null && typeof condition === 'object' && !Array.isArray(condition)) {
    return Object.entries(condition).map(([field, value]): Condition => ['eq', field.toLowerCase(), String(value)])
  }
  const [operator, one, two] = Array.isArray(condition) ? condition : []
  if (operator === 'content-length-range') {
    const [min, max] = [Number(one), Number(two)]
    if (min >= 0 && max >= min) return [[operator, min, max]]
  }
  if ((operator === 'eq' || operator === 'starts-with') && /^\$./.test(String(one)) && typeof two === 'string') {
    return [[operator, String(one).slice(1).toLowerCase(), two]]
  }
  const message = `Invalid Policy: Invalid Condition: ${JSON.stringify(condition)}`
  throw new Refusal('InvalidPolicyDocument', message)
}

const denied = (why: string): Refusal => new Refusal('AccessDenied', `Invalid according to Policy: ${why}`)
