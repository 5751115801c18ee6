// Reviews are stored, and the page is opened by somebody else: in jsdom, a DOM that runs scripts, in a process of its own.
// Look for: which review runs in which page, and which page still shows what was typed.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import sanitizeHtml from 'sanitize-html'

const reviews: Record<string, string> = {
  'a script': '<script>steal(document.cookie)</script>',
  'an image': '<img src=x onerror="steal(document.cookie)">',
  'an attribute': `Eve" onload="steal(document.cookie)`,
  'honest text': 'Fits <50 boxes & "pallets"',
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function encode(typed: string): string {
  return typed.replace(/[&<>"']/g, (character) => entities[character] ?? character)
}

const ways: Record<string, (typed: string) => string> = {
  'as it is': (typed) => typed,
  'scripts removed': (typed) => typed.replace(/<script.*?<\/script>/g, ''),
  'sanitize-html': (typed) => sanitizeHtml(typed),
  encoded: encode,
}

/** The text stands in an attribute and in an element. */
const page = (shown: string) => `<!doctype html><body><div title="${shown}">${shown}</div></body>`

const victim = join(import.meta.dirname, 'parts', 'victim.mjs')

const pages = Object.values(reviews).flatMap((typed) => Object.values(ways).map((way) => page(way(typed))))
const stolen = await openAll(pages)

if (!stolen) {
  console.log('jsdom is not installed. It is an optional dependency of the course.')
  console.log('Install it, and run this again:')
  console.log('  npm install jsdom@29')
} else {
  console.log('review'.padEnd(14), ...Object.keys(ways).map((way) => way.padEnd(15)))
  for (const [row, [name, typed]] of Object.entries(reviews).entries()) {
    const cells = Object.keys(ways).map((_way, column) => {
      const at = row * Object.keys(ways).length + column
      if (stolen[at]?.length) return 'RUNS'
      return pages[at]?.includes(`>${encode(typed)}<`) ? 'shown as typed' : 'changed'
    })
    console.log(name.padEnd(14), ...cells.map((cell) => cell.padEnd(15)))
  }
}

console.log('\nThe page with the first review, encoded:')
console.log(page(encode(reviews['a script'] ?? '')).replaceAll('&lt;/', '\n  &lt;/'))

/** What each page stole in the victim's browser; undefined where there is no jsdom. */
async function openAll(pages: string[]): Promise<string[][] | undefined> {
  const child = spawn(process.execPath, [victim], { cwd: import.meta.dirname, stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.on('error', () => undefined).end(JSON.stringify(pages))
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')])
  return code === 3 ? undefined : JSON.parse(output)
}
