import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const WEIGHTS = [400, 700]

/** Letters that the shipped fonts have: those of western European languages, and punctuation. */
const SHIPPED = /^[\0-\xff\u0131\u0152\u0153\u2000-\u206f\u20ac\u2122\u2212]*$/

/** The shipped fonts as a stylesheet that goes into an SVG, so that it looks the same everywhere. */
export function fontFaces(packageRoot: string): string {
  return WEIGHTS.map((weight) => {
    const font = readFileSync(join(packageRoot, 'fonts', `inter-latin-${weight}.woff2`), 'base64')
    return `@font-face{font-family:Inter;font-weight:${weight};src:url(data:font/woff2;base64,${font})}`
  }).join('')
}

/**
 * An SVG as a PNG of its own size; undefined where the renderer is not installed, which is optional.
 * Letters that the shipped fonts lack are taken from those of this machine.
 */
export async function drawPng(svg: string, packageRoot: string): Promise<Uint8Array | undefined> {
  const renderer = await loadRenderer()
  if (!renderer) return undefined
  const fontFiles = WEIGHTS.map((weight) => join(packageRoot, 'fonts', `inter-latin-${weight}.ttf`))
  const font = { fontFiles, loadSystemFonts: !SHIPPED.test(svg), defaultFontFamily: 'Inter' }
  return new renderer.Resvg(svg, { font }).render().asPng()
}

/** Whether PNG can be drawn: its renderer is optional. */
export async function hasRenderer(): Promise<boolean> {
  return (await loadRenderer()) !== undefined
}

function loadRenderer() {
  return import('@resvg/resvg-js').catch(() => undefined)
}
