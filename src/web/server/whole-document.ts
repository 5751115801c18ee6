import { createHash } from 'node:crypto'
import type { Response } from 'express'

/**
 * Answers with a document that brings along all that it needs. Its own style is let through by its hash, fonts within that style
 * as well, and nothing else: no script, no attribute with a style, no address.
 */
export function sendWhole(response: Response, type: 'html' | 'svg', document: string): void {
  response.setHeader('Content-Security-Policy', policyOf(document))
  response.type(type).send(document)
}

function policyOf(document: string): string {
  const hash = createHash('sha256').update(styleIn(document)).digest('base64')
  return [
    "default-src 'none'",
    `style-src 'sha256-${hash}'`,
    'font-src data:',
    "form-action 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ')
}

/** Text of a learner or a lesson is escaped, so that the first tag is the document's own. */
function styleIn(document: string): string {
  const [, rest = ''] = document.split('<style>', 2)
  return rest.split('</style>', 1)[0] ?? ''
}
