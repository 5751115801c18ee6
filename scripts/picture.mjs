// Draws what a command prints as an SVG picture of a terminal: node scripts/picture.mjs out.svg "title" command args…
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'

const [out = '', title = '', command = '', ...args] = process.argv.slice(2)
const COLUMNS = 80
const CHARACTER = 8.4
const LINE = 18
const PADDING = 16
const BAR = 32
const COLOURS = {
  30: '#484f58',
  31: '#ff7b72',
  32: '#7ee787',
  33: '#e3b341',
  34: '#79c0ff',
  35: '#d2a8ff',
  36: '#76e3ea',
  37: '#c9d1d9',
  90: '#6e7681',
}

const { stdout } = spawnSync(command, args, {
  encoding: 'utf8',
  env: { ...process.env, FORCE_COLOR: '1', COLUMNS: String(COLUMNS), NO_COLOR: '' },
})
const lines = stdout.replace(/\n+$/, '').split('\n')
const width = Math.round(COLUMNS * CHARACTER + 2 * PADDING)
const height = BAR + lines.length * LINE + 2 * PADDING

writeFileSync(
  out,
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<title>${escaped(title)}</title>
<rect width="${width}" height="${height}" rx="8" fill="#0d1117"/>
<g fill="#30363d"><circle cx="20" cy="16" r="5"/><circle cx="38" cy="16" r="5"/><circle cx="56" cy="16" r="5"/></g>
<text x="${width / 2}" y="20" text-anchor="middle" font-family="system-ui, sans-serif" font-size="12" fill="#8b949e">${escaped(title)}</text>
<g font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="14" fill="#c9d1d9" xml:space="preserve">
${lines.map(drawLine).join('\n')}
</g>
</svg>
`,
)

function drawLine(line, index) {
  const y = BAR + PADDING + index * LINE + 10
  const spans = []
  let style = {}
  let column = 0
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character opens what is parsed here
  for (const [, codes, text] of line.matchAll(/(?:\x1b\[([\d;]*)m)|([^\x1b]+)/g)) {
    if (text === undefined) {
      for (const code of (codes || '0').split(';').map(Number)) style = restyled(style, code)
      continue
    }
    const attributes = [
      style.colour ? ` fill="${style.colour}"` : '',
      style.bold ? ' font-weight="bold"' : '',
      style.dim ? ' opacity="0.6"' : '',
    ]
    const x = (PADDING + column * CHARACTER).toFixed(1)
    const length = (text.length * CHARACTER).toFixed(1)
    spans.push(`<tspan x="${x}" textLength="${length}"${attributes.join('')}>${escaped(text)}</tspan>`)
    column += text.length
  }
  return `<text y="${y}">${spans.join('')}</text>`
}

function restyled(style, code) {
  if (code === 0) return {}
  if (code === 1) return { ...style, bold: true }
  if (code === 2) return { ...style, dim: true }
  if (code === 22) return { ...style, bold: false, dim: false }
  if (code === 39) return { ...style, colour: undefined }
  return code in COLOURS ? { ...style, colour: COLOURS[code] } : style
}

function escaped(text) {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
}
