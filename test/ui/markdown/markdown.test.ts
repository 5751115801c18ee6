import { describe, expect, it } from 'vitest'
import { loadHighlight, renderMarkdown } from '../../../src/ui/markdown/markdown.ts'
import { textWidth } from '../../../src/ui/text/width.ts'
import { look } from '../terminal/fake-terminal.ts'

function plainly(markdown: string, width = 80): string {
  return renderMarkdown(markdown, look({ width })).trimEnd()
}

describe('renderMarkdown', () => {
  it.each([
    ['a heading without its anchor', '## The stack {#stack}', 'The stack\n─────────'],
    ['a small heading', '### Why {#why}', '### Why'],
    ['inline code, with its backticks where there are no colours', 'Call `next()`.', 'Call `next()`.'],
    ['bold and italic', '**must** and *may*', '*must* and _may_'],
    ['a link with its address', '[timers](https://nodejs.org/t)', 'timers (https://nodejs.org/t)'],
    ['an address that is its own text once', '<https://nodejs.org>', 'https://nodejs.org'],
    ['a link to a section as its text', '[see above](#stack)', 'see above'],
    ['the alt text of an image', '![The loop](loop.png)', '[The loop] (loop.png)'],
    ['a hard break', 'one  \ntwo\\\nthree', 'one\ntwo\nthree'],
    ['a line break of the source as a space', 'one\ntwo', 'one two'],
    ['entities', 'a &lt; b &amp;&amp; c &#x2192; d', 'a < b && c → d'],
    ['entities in code as they are', '`&amp;`', '`&amp;`'],
    ['what only looks like a tag', 'a Promise<T> here', 'a Promise<T> here'],
    ['no comments and layout tags', 'Press <kbd>q</kbd><!-- really -->.', 'Press q.'],
    ['a nested list', '- a\n  - b\n    1. c\n- d', '• a\n  • b\n    1. c\n• d'],
    ['numbers from where the list starts', '9. a\n10. b', ' 9. a\n10. b'],
    ['a loose list with space between', '- a\n\n- b', '• a\n\n• b'],
    ['boxes', '- [ ] a\n- [x] b', '• [ ] a\n• [x] b'],
    ['a quote in a quote', '> a\n> > b', '│ a\n│\n│ │ b'],
    ['a table', '|a|b|\n|-|-:|\n|1|22|\n|333|4|', 'a   │  b\n────┼───\n1   │ 22\n333 │  4'],
    ['a diagram as it is drawn', '```text\n+--+\n|  |\n```', '  +--+\n  |  |'],
    ['a tab in code as spaces', '```js\n\tx()\n```', '    x()'],
  ])('shows %s', (_, markdown, expected) => {
    expect(plainly(markdown)).toBe(expected)
  })

  it('wraps paragraphs and list items, the latter under their text', () => {
    expect(plainly('one two three four', 9)).toBe('one two\nthree\nfour')
    expect(plainly('- one two three', 9)).toBe('• one two\n  three')
  })

  it('counts wide characters as two columns and breaks between them', () => {
    expect(plainly('日本語のテキスト', 10)).toBe('日本語のテ\nキスト')
  })

  it('wraps the cells of a table that is too wide', () => {
    const words = 'callbacks of timers whose time has come'
    const lines = plainly(`|phase|what|\n|-|-|\n|timers|${words} ${words}|\n|poll|I/O|`, 50).split('\n')
    expect(Math.max(...lines.map(textWidth))).toBeLessThanOrEqual(50)
    expect(lines[2]).toBe('timers │ callbacks of timers whose time has come')
    expect(lines[3]).toMatch(/^ {7}│ callbacks/)
  })

  it('shows a table as records where it does not fit into a narrow terminal', () => {
    const table = '|phase|what|\n|-|-|\n|timers|callbacks that are due|\n|poll|I/O|'
    expect(plainly(table, 30)).toBe('phase: timers\nwhat: callbacks that are due\n\nphase: poll\nwhat: I/O')
    expect(plainly(table, 31)).toMatch(/^phase {2}│ what\n/)
  })

  it('marks where a long line of code goes on, and loses none of it', () => {
    const code = 'const answer = await mapLimit(items, 2, async (item) => fetchIt(item))'
    const lines = plainly(`\`\`\`ts\n${code}\n\`\`\``, 40).split('\n')
    expect(Math.max(...lines.map(textWidth))).toBeLessThanOrEqual(40)
    expect(lines.slice(1).every((line) => line.startsWith('↪ '))).toBe(true)
    expect(lines.map((line) => line.replace(/^↪ /, '')).join('')).toBe(code)
  })

  it('keeps a diagram that is wider than the terminal', () => {
    const drawing = '+----------+          +----------+'
    expect(plainly(`\`\`\`text\n${drawing}\n\`\`\``, 20)).toBe(drawing)
  })

  it.each([
    ['an escape sequence', 'a\x1b[2Jb'],
    ['a title change', 'a\x1b]0;evil\x07b'],
    ['an escape written as an entity', 'a&#27;&#x1b;b'],
    ['a single byte control', 'a\x9bb'],
    ['text turned around', 'a\u202eb'],
    ['a carriage return within a line', 'a\rb'],
    ['code', '```js\na\x1b[31mb\n```'],
    ['an address', '[a](http://x/\x1b[31m)'],
    ['a table', '|a\x1b[31m|\n|-|\n|\x9b2J|'],
  ])('lets nothing of %s through', (_, markdown) => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(plainly(markdown)).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f\u202e]|evil/)
  })

  it.each(['ts', 'js', 'bash', 'json', 'yaml', 'sql', 'http'])('colours %s', async (language) => {
    const code = { http: 'GET /a HTTP/1.1', sql: 'SELECT 1', json: '{"a": 1}', yaml: 'a: 1', bash: 'echo "a"' }[
      language
    ]
    const coloured = look({ colour: true })
    const text = renderMarkdown(
      `\`\`\`${language}\n${code ?? "const a = 'b'"}\n\`\`\``,
      coloured,
      await loadHighlight(coloured),
    )
    expect(text).toContain('\x1b[3')
  })

  it('leaves a language that it does not know as it is', async () => {
    const coloured = look({ colour: true })
    expect(renderMarkdown('```klingon\nqapla\n```', coloured, await loadHighlight(coloured))).toBe('  qapla\n')
  })

  it('closes every colour on its line', async () => {
    const coloured = look({ colour: true, width: 20 })
    const text = renderMarkdown('**one two three four five six**', coloured, await loadHighlight(coloured))
    for (const line of text.trimEnd().split('\n'))
      expect([line.slice(0, 4), line.slice(-5)]).toEqual(['\x1b[1m', '\x1b[22m'])
  })
})
