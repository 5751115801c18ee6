import { GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3'
import { afterEach, expect, it } from 'vitest'
import { signingKey, signText } from '../../../src/services/s3/signature.ts'
import { errorOf, openStore } from './store.ts'

const store = await openStore()
const { client, bucket: Bucket, credentials, region, endpoint } = store

afterEach(() => store.setAhead(0))

interface Given {
  conditions?: unknown[]
  fields?: Record<string, string>
  file?: string
  secret?: string
  /** Of the form that is sent, against the one that was signed. */
  alter?: (form: FormData) => void
}

/** A form as a server of a learner's would sign it, and a browser send it. */
async function post({ conditions = [], fields = {}, file = 'hello', secret, alter }: Given): Promise<Response> {
  const date = new Date().toISOString().replace(/[-:]|\.\d+/g, '')
  const scope = { day: date.slice(0, 8), region, service: 's3' }
  const signed = {
    'x-amz-algorithm': 'AWS4-HMAC-SHA256',
    'x-amz-credential': `${credentials.accessKeyId}/${scope.day}/${region}/s3/aws4_request`,
    'x-amz-date': date,
  }
  const expiration = new Date(Date.now() + 60_000).toISOString()
  const own = Object.entries(signed).map(([name, value]) => ({ [name]: value }))
  const all = [{ bucket: Bucket }, ...own, ...conditions]
  const policy = Buffer.from(JSON.stringify({ expiration, conditions: all })).toString('base64')
  const signature = signText(signingKey(secret ?? credentials.secretAccessKey, scope), policy)
  const form = new FormData()
  const names = { ...fields, ...signed, policy, 'x-amz-signature': signature }
  for (const [name, value] of Object.entries(names)) form.append(name, value)
  alter?.(form)
  form.append('file', new Blob([file], { type: 'text/plain' }), 'C:\\photos\\my cat.txt')
  return fetch(`${endpoint}/${Bucket}`, { method: 'POST', body: form })
}

const IMAGE = [
  ['starts-with', '$key', 'vendors/17/'],
  ['eq', '$Content-Type', 'image/png'],
  ['content-length-range', 2, 10],
]
const image = (key: string, type = 'image/png') => ({ key, 'Content-Type': type })

it('a form that its policy allows becomes an object', async () => {
  const response = await post({ conditions: IMAGE, fields: image('vendors/17/a.png') })
  expect([response.status, await response.text()]).toEqual([204, ''])
  const { Body, ContentType } = await client.send(new GetObjectCommand({ Bucket, Key: 'vendors/17/a.png' }))
  expect([await Body?.transformToString(), ContentType]).toEqual(['hello', 'image/png'])
})

it('may take the name of the file into the key, and be answered as it asks', async () => {
  const conditions = [['starts-with', '$key', 'f/'], { success_action_status: '201' }]
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it stands for the name of the file.
  const response = await post({ conditions, fields: { key: 'f/${filename}', success_action_status: '201' } })
  expect(response.status).toBe(201)
  expect(await response.text()).toContain('<Key>f/my cat.txt</Key>')
  await client.send(new HeadObjectCommand({ Bucket, Key: 'f/my cat.txt' }))
})

it.each<[string, Given, { status: number; code: string; message: RegExp }]>([
  [
    'another key',
    { fields: image('vendors/18/a.png') },
    { status: 403, code: 'AccessDenied', message: /\["starts-with","\$key","vendors\/17\/"\]/ },
  ],
  [
    'another type',
    { fields: image('vendors/17/a', 'text/html') },
    { status: 403, code: 'AccessDenied', message: /content-type/ },
  ],
  ['a file that is too large', { file: 'x'.repeat(11) }, { status: 400, code: 'EntityTooLarge', message: /maximum/ }],
  ['a file that is too small', { file: 'x' }, { status: 400, code: 'EntityTooSmall', message: /smaller/ }],
  ['another secret', { secret: 'other' }, { status: 403, code: 'SignatureDoesNotMatch', message: /does not match/ }],
  [
    'a field more',
    { alter: (form) => form.append('acl', 'public-read') },
    { status: 403, code: 'AccessDenied', message: /Extra input fields: acl/ },
  ],
  [
    'another policy',
    { alter: (form) => form.set('policy', btoa('{"expiration":"2099-01-01T00:00:00Z","conditions":[]}')) },
    { status: 403, code: 'SignatureDoesNotMatch', message: /does not match/ },
  ],
  [
    'no policy',
    { alter: (form) => form.delete('policy') },
    { status: 403, code: 'AccessDenied', message: /Access Denied/ },
  ],
])('a form is refused with %s', async (_, given, { status, code, message }) => {
  const response = await post({ conditions: IMAGE, fields: image('vendors/17/b.png'), ...given })
  expect(await errorOf(response)).toEqual({ status, code, message: expect.stringMatching(message) })
  expect((await store.report()).objects.map(({ key }) => key)).not.toContain('vendors/17/b.png')
})

it('a form is refused when its policy is over', async () => {
  await store.setAhead(61)
  const refused = await errorOf(await post({ conditions: IMAGE, fields: image('vendors/17/c.png') }))
  expect(refused).toMatchObject({ status: 403, message: 'Invalid according to Policy: Policy expired.' })
})

it('what is no form is refused', async () => {
  const send = async (body: string, type: string) => {
    const response = await fetch(`${endpoint}/${Bucket}`, { method: 'POST', body, headers: { 'content-type': type } })
    return errorOf(response)
  }
  expect(await send('key=a', 'application/x-www-form-urlencoded')).toMatchObject({ code: 'MalformedPOSTRequest' })
  expect(await send('--x--\r\n', 'multipart/form-data; boundary=x')).toMatchObject({ code: 'InvalidArgument' })
  expect(await send('--x\r\n', 'multipart/form-data; boundary=x')).toMatchObject({ code: 'MalformedPOSTRequest' })
})
