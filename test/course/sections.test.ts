import { describe, expect, it } from 'vitest'
import { splitSections } from '../../src/sections.ts'

const anchors = (prose: string) => splitSections(prose).map(({ anchor, title }) => [anchor, title])

describe('splitSections', () => {
  it('gives the opening and a section for each heading of the second level', () => {
    const prose = 'Hello.\n\n## The stack {#stack}\n\nText.\n\n### Not this one\n\n## And `then` {#then}\nMore.\n'
    expect(anchors(prose)).toEqual([
      ['opening', 'Opening'],
      ['stack', 'The stack'],
      ['then', 'And then'],
    ])
    expect(splitSections(prose)[1]?.markdown).toBe('## The stack {#stack}\n\nText.\n\n### Not this one\n\n')
  })

  it.each(['a\n## b\nc\n## d', '## a\r\nb\r\n## c\r\n', 'a', '```md\n## no\n```\n## yes\n'])(
    'loses nothing of %j',
    (prose) => {
      expect(
        splitSections(prose)
          .map(({ markdown }) => markdown)
          .join(''),
      ).toBe(prose)
    },
  )

  it('has no opening where the prose begins with a heading', () => {
    expect(anchors('\n## One {#one}\n')).toEqual([['one', 'One']])
  })

  it('makes anchors as GitHub does where none is given', () => {
    expect(anchors('## Errors & you!\n## Errors & you!\n## Größe\n')).toEqual([
      ['errors--you', 'Errors & you!'],
      ['errors--you-1', 'Errors & you!'],
      ['größe', 'Größe'],
    ])
  })

  it.each([
    ['backticks', '```md\n## no {#no}\n```\n'],
    ['tildes around backticks', '~~~\n```\n## no\n~~~\n'],
    ['four backticks around three', '````\n```\n## no\n```\n## no\n````\n'],
  ])('does not take a heading within %s for one', (_, code) => {
    expect(anchors(`${code}## Yes\n`).map(([anchor]) => anchor)).toEqual(['opening', 'yes'])
  })
})
