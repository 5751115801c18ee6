/** Certificates (RFC 5280) and requests for them (RFC 2986), with keys on the curve P-256. For lessons: at work, let ACME do it. */
import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign, verify } from 'node:crypto'
import { bits, identifier, integer, octets, sequence, set, text, time, value, valueAt, valuesOf, yes } from './der.ts'

const COMMON_NAME = '2.5.4.3'
const BASIC_CONSTRAINTS = '2.5.29.19'
const KEY_USAGE = '2.5.29.15'
const ALTERNATIVE_NAMES = '2.5.29.17'
const EXTENSION_REQUEST = '1.2.840.113549.1.9.14'
const ECDSA_WITH_SHA256 = sequence(identifier('1.2.840.10045.4.3.2'))

const DAY_MS = 86_400_000

export interface Authority {
  name: string
  /** PEM. Of a root it is signed by itself. */
  cert: string
  key: KeyObject
}

export interface Terms {
  /** Those that the certificate is for. */
  names: string[]
  publicKey: KeyObject
  notBefore?: Date
  notAfter?: Date
}

export const newKeys = (): { publicKey: KeyObject; privateKey: KeyObject } =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' })

export const pemOf = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString()

/** A root, or, with `above`, an authority that another one vouches for. */
export function newAuthority(name: string, above?: Authority): Authority {
  const { publicKey, privateKey } = newKeys()
  const extensions = [
    extension(BASIC_CONSTRAINTS, sequence(yes), true),
    extension(KEY_USAGE, value(0x03, Buffer.from([1, 0b0000_0110])), true),
  ]
  const issuer = above ?? { name, key: privateKey }
  return { name, key: privateKey, cert: certificate(issuer, name, publicKey, extensions, {}) }
}

/** What a server shows: its public key, its names, and an authority's signature below both. */
export function issue(authority: Authority, { names, publicKey, ...validity }: Terms): string {
  return certificate(authority, names[0] ?? '', publicKey, [alternativeNames(names)], validity)
}

function certificate(
  issuer: { name: string; key: KeyObject },
  subject: string,
  publicKey: KeyObject,
  extensions: Buffer[],
  { notBefore = new Date(Date.now() - DAY_MS), notAfter = new Date(Date.now() + 90 * DAY_MS) }: Partial<Terms>,
): string {
  const content = sequence(
    value(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    ECDSA_WITH_SHA256,
    nameOf(issuer.name),
    sequence(time(notBefore), time(notAfter)),
    nameOf(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    value(0xa3, sequence(...extensions)),
  )
  return toPem('CERTIFICATE', signed(content, issuer.key))
}

/** The request for a certificate, DER, signed with the key that the certificate will be for. */
export function certificateRequest(names: string[], privateKey: KeyObject): Buffer {
  const wishes = sequence(identifier(EXTENSION_REQUEST), set(sequence(alternativeNames(names))))
  const content = sequence(
    integer(Buffer.from([0])),
    sequence(),
    createPublicKey(privateKey).export({ type: 'spki', format: 'der' }),
    value(0xa0, wishes),
  )
  return signed(content, privateKey)
}

/** Whose key it is, and for which names. Throws where the request is not signed with that key. */
export function readRequest(der: Buffer): { names: string[]; publicKey: KeyObject } {
  const content = valueAt(der, 0, 0)
  const publicKey = createPublicKey({ key: valueAt(der, 0, 0, 2).whole, type: 'spki', format: 'der' })
  const signature = valueAt(der, 0, 2).content.subarray(1)
  if (!verify('sha256', content.whole, publicKey, signature)) throw new Error('the signature is wrong')
  const names: string[] = []
  for (const { content } of valuesOf(valueAt(der, 0, 0, 3, 0, 1, 0).content)) {
    const [id, ...rest] = valuesOf(content)
    const last = rest.at(-1)
    if (!last || !id?.whole.equals(identifier(ALTERNATIVE_NAMES))) continue
    names.push(...valuesOf(valueAt(last.content, 0).content).map(({ content }) => content.toString()))
  }
  return { names, publicKey }
}

function signed(content: Buffer, key: KeyObject): Buffer {
  return sequence(content, ECDSA_WITH_SHA256, bits(sign('sha256', content, key)))
}

function nameOf(commonName: string): Buffer {
  return sequence(set(sequence(identifier(COMMON_NAME), text(commonName))))
}

function extension(id: string, content: Buffer, critical = false): Buffer {
  return sequence(identifier(id), ...(critical ? [yes] : []), octets(content))
}

function alternativeNames(names: string[]): Buffer {
  return extension(ALTERNATIVE_NAMES, sequence(...names.map((name) => value(0x82, Buffer.from(name)))))
}

function toPem(label: string, der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}
