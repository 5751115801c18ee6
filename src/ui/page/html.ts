import { cleanText } from '../text/clean.ts'

export interface Page {
  title: string
  /** Added to the style that every page has. */
  style?: string
  /** HTML, escaped already. */
  body: string
}

/** A whole document that loads nothing from anywhere and has no script; its policy forbids both. */
export function htmlPage({ title, style = '', body }: Page): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(title)}</title>
<style>${STYLE}${style}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Text as it stands in an element or an attribute, of HTML and of XML, which allows no control characters. */
export function escaped(text: string): string {
  return cleanText(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
}

/** The same with what stands between backticks as code. */
export function escapedProse(text: string): string {
  return escaped(text).replace(/`([^`]+)`/g, '<code>$1</code>')
}

export function countOf({ done, total }: { done: number; total: number }): string {
  return `${done} of ${total}`
}

/** Paper is white, whatever the screen was. */
const STYLE = `
:root { color-scheme: light dark; --paper: #fff; --ink: #1b1f24; --soft: #57606a; --line: #d0d7de; --good: #1a7f37; --part: #9a6700;
  --empty: #eaeef2; --bar: #0969da }
@media (prefers-color-scheme: dark) { :root { --paper: #0d1117; --ink: #e6edf3; --soft: #9198a1; --line: #30363d; --good: #3fb950;
  --part: #d29922; --empty: #21262d; --bar: #4493f8 } }
@media print { :root { color-scheme: light; --paper: #fff; --ink: #1b1f24; --soft: #57606a; --line: #d0d7de; --good: #1a7f37; --part: #9a6700;
  --empty: #eaeef2; --bar: #0969da } }
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; -webkit-text-size-adjust: 100% }
main { max-width: 46rem; margin: 0 auto; padding: 2rem 1.25rem }
h1 { font-size: 1.8rem; line-height: 1.2; border-bottom: 3px solid var(--good); padding-bottom: .5rem }
h2 { margin-top: 2rem; border-bottom: 1px solid var(--line); break-after: avoid }
h3 { margin-bottom: .25rem; break-after: avoid }
h4 { margin: .75rem 0 0; break-after: avoid }
h4 + p { break-after: avoid }
p { margin: .25rem 0 }
dl div { display: flex; gap: 1rem }
dt { flex: 0 0 8rem; color: var(--soft) }
dd { margin: 0; overflow-wrap: anywhere }
table { border-collapse: collapse; width: 100%; break-inside: avoid }
caption { text-align: left; color: var(--soft) }
th { text-align: left; font-weight: normal }
td { text-align: right; white-space: nowrap; padding-left: .75rem }
td.bar { width: 35%; vertical-align: middle }
tr + tr > * { border-top: 1px solid var(--line) }
ul { margin: .25rem 0; padding-left: 1.25rem }
code { font: .9em ui-monospace, monospace; overflow-wrap: anywhere }
svg.bar { display: block; width: 100%; height: .6rem; border-radius: 2px }
.fill-empty { fill: var(--empty) } .fill-good { fill: var(--good) } .fill-part { fill: var(--part) } .fill-bar { fill: var(--bar) }
.note { color: var(--soft) }
.gate { break-inside: avoid }
footer { margin-top: 2rem; padding-top: .5rem; border-top: 1px solid var(--line); color: var(--soft); font-size: .875rem }
@page { margin: 16mm }
@media print { main { max-width: none; padding: 0 } body { font-size: 10.5pt } * { print-color-adjust: exact; -webkit-print-color-adjust: exact } }
@media (max-width: 30rem) { td.bar { display: none } dl div { gap: .5rem } dt { flex-basis: 7rem } h1 { font-size: 1.5rem } }
`
