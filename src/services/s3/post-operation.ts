/** A browser's form that uploads by itself: https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html */
import { rm } from 'node:fs/promises'
import { type Answer, type Place, secondsOf, xmlAnswer } from './answer.ts'
import { type Asked, headerOf } from './asked.ts'
import { type Body, tooLarge, writeBody } from './body.ts'
import { type Form, readForm } from './form.ts'
import { objectHeaders } from './object.ts'
import { checkKey } from './object-operations.ts'
import { checkPolicy, type Policy } from './policy.ts'
import { Refusal } from './refusal.ts'
import { element } from './xml.ts'

// biome-ignore lint/suspicious/noTemplateCurlyInString: it stands for the name of the file on the user's machine.
const FILENAME = '${filename}'

export async function postObject({ bucket, account, now, source }: Place, asked: Asked): Promise<Answer> {
  const { fields, filename, file } = await readForm(headerOf(asked, 'content-type') ?? '', source)
  const key = fields.get('key')?.replaceAll(FILENAME, filename)
  if (!key) throw new Refusal('InvalidArgument', "Bucket POST must contain a field named 'key'.")
  checkKey(key)
  const policy = checkPolicy(new Map([...fields, ['key', key]]), bucket.name, account, now())
  const path = bucket.newFile()
  try {
    const { size, md5 } = await writeBody(upTo(policy, file), path)
    if (policy.range && size < policy.range.min) throw tooSmall(size, policy.range.min)
    const modified = secondsOf(now())
    const pieces = [{ file: path, size, md5 }]
    bucket.put({ key, pieces, size, etag: md5, modified, ...objectHeaders(Object.fromEntries(fields)) })
    return answer({ fields, filename, file }, bucket.name, key, md5)
  } catch (error) {
    await rm(path, { force: true })
    throw error
  }
}

/** Breaks off at the first byte too many. */
async function* upTo({ range }: Policy, file: Body): Body & AsyncGenerator<Buffer> {
  let size = 0
  for await (const chunk of file) {
    size += chunk.length
    if (range && size > range.max) {
      const details = { ProposedSize: String(size), MaxSizeAllowed: String(range.max) }
      throw new Refusal('EntityTooLarge', tooLarge(size).message, details)
    }
    yield chunk
  }
}

function tooSmall(size: number, min: number): Refusal {
  const details = { ProposedSize: String(size), MinSizeAllowed: String(min) }
  return new Refusal('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', details)
}

function answer({ fields }: Form, bucket: string, key: string, md5: string): Answer {
  const etag = `"${md5}"`
  const redirect = fields.get('success_action_redirect')
  if (redirect !== undefined && URL.canParse(redirect)) {
    const location = new URL(redirect)
    for (const [name, value] of Object.entries({ bucket, key, etag })) location.searchParams.set(name, value)
    return { status: 303, headers: { location: location.href, etag } }
  }
  const status = fields.get('success_action_status')
  if (status === '200') return { status: 200, headers: { etag } }
  if (status !== '201') return { status: 204, headers: { etag } }
  const said = { Location: `/${bucket}/${key}`, Bucket: bucket, Key: key, ETag: etag }
  const names = Object.entries(said).map(([name, value]) => element(name, value))
  return { ...xmlAnswer(element('PostResponse', names), { etag }), status: 201 }
}
