/**
 * A certificate authority in one file, for demos: X.509 v3 with keys on P-256, written as DER by hand, since node:crypto reads
 * certificates and makes none. In earnest use openssl, or an authority that browsers know.
 * The structure is that of https://www.rfc-editor.org/rfc/rfc5280#section-4.1
 */
import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'

export interface Issued {
  /** PEM. */
  cert: string
  key: KeyObject
}

const DAY_MS = 86_400_000

/** `issuer` undefined: it signs itself, and may sign others. */
export function issue(name: string, issuer?: Issued & { name: string }): Issued {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const from = new Date(Date.now() - DAY_MS)
  const until = new Date(Date.now() + DAY_MS)
  const body = sequence(
    tagged(0xa0, integer(Buffer.of(2))), // version 3
    integer(Buffer.concat([Buffer.of(1), randomBytes(8)])), // serial number
    ECDSA_SHA256,
    nameOf(issuer?.name ?? name),
    sequence(utcTime(from), utcTime(until)),
    nameOf(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(...(issuer ? [forHost(name)] : [authority()]))),
  )
  const signature = sign('sha256', body, issuer?.key ?? privateKey)
  const der = sequence(body, ECDSA_SHA256, tagged(0x03, Buffer.concat([Buffer.of(0), signature])))
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return { cert: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`, key: privateKey }
}

function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}

function sequence(...parts: Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts))
}

function integer(bytes: Buffer): Buffer {
  return tagged(0x02, bytes)
}

function oid(hex: string): Buffer {
  return tagged(0x06, Buffer.from(hex, 'hex'))
}

function utcTime(date: Date): Buffer {
  return tagged(0x17, Buffer.from(`${date.toISOString().slice(2, 19).replace(/[-T:]/g, '')}Z`))
}

/** One common name. */
function nameOf(name: string): Buffer {
  return sequence(tagged(0x31, sequence(oid('550403'), tagged(0x0c, Buffer.from(name)))))
}

const ECDSA_SHA256 = sequence(oid('2a8648ce3d040302'))

function extension(id: string, value: Buffer): Buffer {
  return sequence(oid(id), tagged(0x01, Buffer.of(255)), tagged(0x04, value)) // critical
}

/** basicConstraints: this key may sign certificates. */
function authority(): Buffer {
  return extension('551d13', sequence(tagged(0x01, Buffer.of(255))))
}

/** subjectAltName: the host that the certificate is for. */
function forHost(name: string): Buffer {
  return extension('551d11', sequence(tagged(0x82, Buffer.from(name))))
}
