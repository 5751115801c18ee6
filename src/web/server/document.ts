import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import type { RequestHandler } from 'express'
import { Problem } from '../../problem.ts'
import { policy } from './guard.ts'

/** What the build made of the page: the document, and the files that it loads by their names. */
export interface BuiltPage {
  document: string
  assets: ReadonlyMap<string, { type: string; content: Buffer }>
}

const TYPES: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.svg': 'image/svg+xml',
}

/** In the document, where the nonce of this answer is put. */
const NONCE = '%NONCE%'
/** The addresses that the page has for itself: client/route.ts. */
const ADDRESSES = /^\/(?:day\/[^/]+(?:\/[^/]+)?|quiz\/[^/]+|review|progress|search|trace)?\/?$/

/** @throws Problem in a checkout that is not built */
export function readBuiltPage(packageRoot: string): BuiltPage {
  const folder = join(packageRoot, 'dist', 'web')
  try {
    const names = readdirSync(folder).filter((name) => extname(name) in TYPES)
    const assets = names.map((name) => {
      const type = TYPES[extname(name)] ?? ''
      return [name, { type, content: readFileSync(join(folder, name)) }] as const
    })
    return { document: readFileSync(join(folder, 'index.html'), 'utf8'), assets: new Map(assets) }
  } catch (error) {
    throw new Problem('The page is not built.', 'In the folder of the course: npm run build', { cause: error })
  }
}

/** One document for every address of the page. */
export function serveDocument({ document }: BuiltPage): RequestHandler {
  return (request, response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return next()
    if (request.path.startsWith('/api/')) return next()
    const nonce = randomBytes(16).toString('base64')
    response.setHeader('Content-Security-Policy', policy(nonce))
    response.status(ADDRESSES.test(request.path) ? 200 : 404)
    response.type('html').send(document.replaceAll(NONCE, nonce))
  }
}

/** By name alone, from what was read at the start: no path leads anywhere. Names change with the content. */
export function serveAssets({ assets }: BuiltPage): RequestHandler {
  return (request, response, next) => {
    const asset = assets.get(request.path.slice(1))
    if (!asset || request.method !== 'GET') return next()
    response.set({ 'Content-Type': asset.type, 'Cache-Control': 'private, max-age=31536000, immutable' })
    response.send(asset.content)
  }
}
