import * as v from 'valibot'
import { Problem } from '../../problem.ts'
import { shellWord } from '../../shell-word.ts'
import { toType } from '../../to-type.ts'
import {
  CERTIFICATE_FORMAT,
  CERTIFICATE_KIND,
  type Certificate,
  type Statement,
  statementSchema,
} from './certificate.ts'
import { digestOf } from './digest.ts'

/** What a file turned out to be. One that was changed is not looked at any further. */
export type ReadCertificate =
  | { status: 'intact'; digest: string; statement: Statement }
  | { status: 'changed'; digest: string; stated: string }

const fileSchema = v.looseObject({
  kind: v.literal(CERTIFICATE_KIND),
  format: v.pipe(v.number(), v.integer(), v.minValue(1)),
})
const digestSchema = v.looseObject({ algorithm: v.literal('SHA-256'), value: v.string() })

/**
 * Computes the digest of a certificate again, from the text of its file.
 * @throws Problem when it is no certificate, a damaged one, or one of a newer format
 */
export function readCertificate(path: string, content: string): ReadCertificate {
  const file = parse(path, content)
  const { format } = file
  if (format > CERTIFICATE_FORMAT) {
    throw new Problem(
      `${shellWord(path)} was written by a newer version of this tool (format ${format}; this one reads up to ${CERTIFICATE_FORMAT}).`,
      'Update this tool to verify it, for example with: npm install backend-workbook@latest',
    )
  }
  const stated = v.safeParse(digestSchema, file['digest'])
  if (!stated.success) {
    throw new Problem(
      `${shellWord(path)} is a certificate without a SHA-256 digest, so nothing can be computed against it.`,
      `Ask for the file as it was written, or write yours again: ${toType('certificate --force')}`,
    )
  }
  const digest = digestOf(file)
  if (digest !== stated.output.value) return { status: 'changed', digest, stated: stated.output.value }
  const statement = v.safeParse(statementSchema, file['statement'])
  if (statement.success) return { status: 'intact', digest, statement: statement.output }
  throw new Problem(
    `${shellWord(path)} has the right digest, and it does not say what a certificate of this tool says.`,
    `Another program wrote it. Ask its owner for a file that \`${toType('certificate')}\` wrote.`,
  )
}

type File = v.InferOutput<typeof fileSchema> & Partial<Record<keyof Certificate, unknown>>

function parse(path: string, content: string): File {
  if (/^\s*<(?:!doctype|html)/i.test(content)) {
    throw new Problem(
      `${shellWord(path)} is a page to print, which carries the digest and cannot be verified.`,
      'Verify the .json file that was written beside it.',
    )
  }
  const value = parseJson(path, content)
  const result = v.safeParse(fileSchema, value)
  if (result.success) return result.output
  throw new Problem(
    `${shellWord(path)} is not a certificate of this tool.`,
    `Name a file that \`${toType('certificate')}\` wrote, for example: ${toType('certificate verify certificate.json')}`,
  )
}

function parseJson(path: string, content: string): unknown {
  try {
    // An editor may have put a byte order mark in front.
    return JSON.parse(content.replace(/^\uFEFF/, ''))
  } catch (error) {
    const why = content.trim() === '' ? 'it is empty' : error instanceof Error ? error.message : String(error)
    throw new Problem(
      `${shellWord(path)} is damaged, or no certificate: it cannot be read as JSON (${why}).`,
      `Take a whole copy of the file, or write yours again: ${toType('certificate --force')}`,
      { cause: error },
    )
  }
}
