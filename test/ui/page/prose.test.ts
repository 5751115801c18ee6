/** Prose and code as HTML that can do nothing. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitSections } from '../../../src/sections.ts'
import { codeHtml, differenceHtml, outputHtml } from '../../../src/ui/page/code.ts'
import { lineHtml, proseHtml, sectionHtml } from '../../../src/ui/page/prose.ts'

/** All that this house writes. */
const TAGS =
  /<\/?(?:p|h[1-6]|ul|ol|li|pre|code|span|strong|em|del|a|blockquote|hr|br|table|thead|tbody|tr|th|td|div)(?:(?: class="[\w -]*"| id="[^"<>]*"| href="(?:#|https?:\/\/)[^"<>]*"| target="_blank"| rel="noopener noreferrer"| tabindex="0"| start="\d+"))*\s?\/?>/g

/** What is left of HTML when its own tags are taken away. */
function leftOf(html: string): string {
  return html.replace(TAGS, '')
}

describe('prose', () => {
  it.each([
    ['a *word* and `code<T>`', '<p>a <em>word</em> and <code>code&lt;T&gt;</code></p>\n'],
    [
      '[out](https://nodejs.org/?a=1&b=2)',
      /href="https:\/\/nodejs\.org\/\?a=1&amp;b=2" target="_blank" rel="noopener noreferrer">out<\/a>/,
    ],
    ['[there](#a-list)', '<p><a href="#a-list">there</a></p>\n'],
    ['- [ ] to do\n- [x] done', '<ul>\n<li>☐ to do</li>\n<li>☑ done</li>\n</ul>\n'],
    ['a Promise<void> of it', '<p>a Promise&lt;void&gt; of it</p>\n'],
    ['5 &lt; 6 &amp;&amp; ok', '<p>5 &lt; 6 &amp;&amp; ok</p>\n'],
    ['![a picture](https://elsewhere.example/x.png)', '<p>[a picture]</p>\n'],
  ])('%s', (markdown, html) => {
    if (typeof html === 'string') expect(proseHtml(markdown)).toBe(html)
    else expect(proseHtml(markdown)).toMatch(html)
  })

  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<div onclick="alert(1)">text</div>',
    '[a](javascript:alert(1)) [b](data:text/html,x) [c](vbscript:x) [d](//evil.example) [e]( JaVaScRiPt:x)',
    '[a](https://x.example/"onmouseover="alert(1))',
    '```"><script>\ncode\n```',
    '## Title {#"><script>}\n\ntext',
    '| a | b |\n|---|:-:|\n| <svg onload=alert(1)> | `</code><script>` |',
    '<https://x.example/<script>>',
    '&#60;script&#62;',
    'a <script> b <img src=x onerror=alert(1) @> <pre><img x=`y` onerror=z() ',
  ])('makes nothing that runs of %s', (markdown) => {
    for (const html of [proseHtml(markdown), lineHtml(markdown), ...splitSections(markdown).map(sectionHtml)]) {
      expect(leftOf(html)).not.toMatch(/[<>"]/)
    }
  })

  it('writes its own tags alone, whatever it is given', () => {
    const piece = fc.constantFrom(
      '<',
      '<script>',
      '<pre>',
      '<img src=x onerror=z() @',
      '>',
      '"',
      "'",
      '`',
      '[',
      '](',
      ')',
      '!',
      '#',
      '|',
      '\n',
      '- ',
      'javascript:',
      'https://a.b/',
      '&lt;',
      'on',
      '=',
      'x',
      '{#',
      '}',
      '*',
      '```\n',
      '    ',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        expect(leftOf(proseHtml(pieces.join('')))).not.toMatch(/[<>]/)
      }),
    )
  })

  it('has headings with the anchors that checks name', () => {
    const [opening, named, unnamed] = splitSections(
      'First.\n\n## Why `this` {#why-this}\n\nText.\n\n### Deeper {#x}\n\n## Not named\n',
    )
    expect(opening && sectionHtml(opening)).toBe('<p>First.</p>\n')
    expect(named && sectionHtml(named)).toBe(
      '<h2 id="why-this">Why <code>this</code></h2>\n<p>Text.</p>\n<h3>Deeper</h3>\n',
    )
    expect(unnamed && sectionHtml(unnamed)).toBe('<h2 id="not-named">Not named</h2>\n')
  })
})

describe('code', () => {
  it('has its parts named, and no other tags', () => {
    const html = codeHtml('const a: string = `<b></b>` // "x"', 'ts')
    expect(html).toMatch(/^<pre tabindex="0"><code><span class="hljs-keyword">const<\/span>/)
    expect(leftOf(html)).not.toMatch(/[<>"]/)
    expect(codeHtml('<-- a drawing', 'text')).toBe('<pre tabindex="0"><code>&lt;-- a drawing</code></pre>')
  })

  it('of a difference tells both sides apart; what a program printed is as it was', () => {
    expect(differenceHtml('@@ -1 +1 @@\n-<a>\n+b\n c')).toBe(
      '<pre tabindex="0" class="difference"><code><span class="hljs-meta">@@ -1 +1 @@</span>\n<del>-&lt;a&gt;</del>\n<ins>+b</ins>\n c</code></pre>',
    )
    expect(outputHtml('<1>\n')).toBe('<pre tabindex="0"><samp>&lt;1&gt;\n</samp></pre>')
    expect(outputHtml('')).toContain('(nothing)')
  })
})
