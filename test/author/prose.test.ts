import { expect, it } from 'vitest'
import { anchorsOf, readProseShape } from '../../src/author/prose.ts'

it('counts what a reader reads, and no code, link targets or anchors', () => {
  const prose = readProseShape(
    [
      'One two [three](https://example.org/a/b).',
      '',
      '## Four five {#six}',
      '',
      '```ts',
      'not counted',
      '```',
      '- seven',
    ].join('\n'),
  )
  expect(prose.words).toBe(6)
})

it('finds sections by their anchors and knows which have none', () => {
  const prose = readProseShape('Opening.\n\n## With {#with-one}\n\n### Deeper {#no}\n\n## Without\n', 10)
  expect(prose.sections).toEqual([
    { title: 'With', anchor: 'with-one', line: 12 },
    { title: 'Without', anchor: undefined, line: 16 },
  ])
  expect(anchorsOf(prose)).toEqual(['opening', 'with-one'])
})

it('takes a heading inside a code fence for code', () => {
  const prose = readProseShape('````md\n## No {#no}\n```\nstill code\n````\n\n## Yes {#yes}\n')
  expect(anchorsOf(prose)).toEqual(['opening', 'yes'])
  expect(prose.fences).toEqual([{ language: 'md', line: 1 }])
})

it.each([
  ['names no language', '```\ncode\n```\n', { language: '', line: 1 }],
  ['is made of tildes', '~~~bash\nls\n~~~\n', { language: 'bash', line: 1 }],
])('sees a fence that %s', (_what, markdown, fence) => {
  expect(readProseShape(markdown).fences).toEqual([fence])
})

it('says where a fence opens that never closes', () => {
  expect(readProseShape('Text\n\n```ts\ncode\n').openFence).toBe(3)
})

it('measures figures, and no other code', () => {
  const long = '-'.repeat(77)
  const prose = readProseShape(`\`\`\`text\nshort\n${long}\n\`\`\`\n\n\`\`\`ts\n${long}\n\`\`\`\n`)
  expect(prose.wide).toEqual([3])
})
