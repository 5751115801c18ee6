import { describe, expect, it } from 'vitest'
import { useServer } from '../server.ts'

const server = useServer()

const ARTICLES = [
  { _id: 1, subject: 'coffee', author: 'xyz', views: 50 },
  { _id: 2, subject: 'Coffee Shopping', author: 'efg', views: 5 },
  { _id: 3, subject: 'Baking a cake', author: 'abc', views: 90 },
  { _id: 4, subject: 'baking', author: 'xyz', views: 100 },
  { _id: 5, subject: 'Café Con Leche', author: 'abc', views: 200 },
  { _id: 6, subject: 'Сырники', author: 'jkl', views: 80 },
  { _id: 7, subject: 'coffee and cream', author: 'efg', views: 10 },
  { _id: 8, subject: 'Cafe con Leche', author: 'xyz', views: 10 },
]

async function articles() {
  const collection = await server.collection('articles', ARTICLES)
  await collection.createIndex({ subject: 'text' })
  return collection
}

describe('reference/operator/query/text', () => {
  it.each<[string, object, number[]]>([
    ['"Search for a Single Word"', { $search: 'coffee' }, [1, 2, 7]],
    ['"Match Any of the Search Terms"', { $search: 'bake coffee cake' }, [1, 2, 3, 4, 7]],
    ['"Search for a Phrase"', { $search: '"coffee shop"' }, [2]],
    ['"Exclude Documents That Contain a Term"', { $search: 'coffee -shop' }, [1, 7]],
    ['"Negations": nothing but negated words', { $search: '-shop' }, []],
    ['"Search a Different Language"', { $search: 'leche', $language: 'es' }, [5, 8]],
    ['"Case and Diacritic Insensitive Search"', { $search: 'сы́рники CAFÉS' }, [5, 6, 8]],
    ['"Case Sensitive Search for a Term"', { $search: 'Coffee', $caseSensitive: true }, [2]],
    ['"Case Sensitive Search for a Phrase"', { $search: '"Café Con Leche"', $caseSensitive: true }, [5]],
    ['"Case Sensitivity with Negated Term"', { $search: 'Coffee -shop', $caseSensitive: true }, [2]],
    ['"Diacritic Sensitive Search for a Term"', { $search: 'CAFÉ', $diacriticSensitive: true }, [5]],
    ['"Diacritic Sensitivity with Negated Term"', { $search: 'leches -cafés', $diacriticSensitive: true }, [8]],
    ['"Stop Words"', { $search: 'and a' }, []],
  ])('%s', async (_page, text, ids) => {
    const found = await (await articles()).find({ $text: text } as never).toArray()
    expect(found.map(({ _id }) => _id as unknown).sort()).toEqual(ids)
  })

  it('"Return the Text Search Score"', async () => {
    const found = (await articles()).find(
      { $text: { $search: 'cake' } },
      { projection: { score: { $meta: 'textScore' } } },
    )
    expect(await found.toArray()).toEqual([{ _id: 3, subject: 'Baking a cake', author: 'abc', views: 90, score: 0.75 }])
  })

  it('"Return Top 2 Matching Documents"', async () => {
    const found = await (await articles())
      .find({ $text: { $search: 'coffee' } }, { projection: { score: { $meta: 'textScore' } } })
      .sort({ score: { $meta: 'textScore' } })
      .limit(2)
      .toArray()
    expect(found.map(({ _id }) => _id as unknown)[0]).toBe(1)
    expect(found).toHaveLength(2)
  })

  it('"Text Search with Additional Query and Sort Expressions"', async () => {
    const found = await (await articles())
      .find({ author: 'xyz', $text: { $search: 'coffee bake' } })
      .sort({ date: 1, score: { $meta: 'textScore' } })
      .toArray()
    expect(found.map(({ _id }) => _id as unknown).sort()).toEqual([1, 4])
  })

  it('"Stemmed Words": the whole stem counts', async () => {
    const collection = await server.collection('fruit', [{ _id: 1, name: 'blueberry' }])
    await collection.createIndex({ name: 'text' })
    for (const [search, count] of [
      ['blue', 0],
      ['blueberry', 1],
      ['blueberries', 1],
    ] as const)
      expect(await collection.countDocuments({ $text: { $search: search } })).toBe(count)
  })
})

describe('tutorial/control-results-of-text-search', () => {
  it('weighs fields: content counts ten times as much as about, twice as much as keywords', async () => {
    const blog = await server.collection('blog', [
      { _id: 'content', content: 'coffee' },
      { _id: 'keywords', keywords: ['coffee'] },
      { _id: 'about', about: 'coffee' },
    ])
    await blog.createIndex(
      { content: 'text', keywords: 'text', about: 'text' },
      { weights: { content: 10, keywords: 5 }, name: 'TextIndex' },
    )
    const found = await blog
      .find({ $text: { $search: 'coffee' } }, { projection: { score: { $meta: 'textScore' } } })
      .sort({ score: { $meta: 'textScore' } })
      .toArray()
    const [content, keywords, about] = found.map(({ score }) => score as number)
    expect(found.map(({ _id }) => String(_id))).toEqual(['content', 'keywords', 'about'])
    expect((content ?? 0) / (keywords ?? 1)).toBeCloseTo(2)
    expect((content ?? 0) / (about ?? 1)).toBeCloseTo(10)
  })
})
