import { generateKeyPairSync } from 'node:crypto'
import { obtain } from '../../../exercises/28-production-deployment/tls.ts'
import { certificateRequest, newKeys, pemOf } from '../../../lessons/28-production-deployment/demo/parts/x509.ts'
import type { AcmeServer } from './orders.ts'

/** A client for these names. What it does is in the server's lists. */
export function client(server: AcmeServer, names: string[], challenges: Map<string, string>, pollMs = 5) {
  const site = newKeys()
  const { privateKey: accountKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const csr = certificateRequest(names, site.privateKey)
  const { directoryUrl } = server
  return {
    key: pemOf(site.privateKey),
    run: () => obtain({ directoryUrl, accountKey, names, csr, challenges, pollMs }),
  }
}

export const told = (error: unknown, { refusals }: AcmeServer): string =>
  `obtain rejects with ${error instanceof Error ? error.message : error}. The server has refused: ${refusals.join('; ') || 'nothing'}`
