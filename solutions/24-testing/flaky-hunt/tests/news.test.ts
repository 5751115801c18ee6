import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createNews } from '../src/news.ts'

const retailers = ['mill', 'corner shop', 'bakery']

test('everybody is told once', async () => {
  const told: string[] = []
  const news = createNews({
    async send(retailer, text) {
      // Not all at the same moment: whoever does not wait for the last one is found out.
      for (let turns = retailers.indexOf(retailer); turns >= 0; turns -= 1) await turn()
      told.push(`${retailer}: ${text}`)
    },
  })
  news.publish('new prices', retailers)
  await news.done()
  expect(told.sort()).toEqual(['bakery: new prices', 'corner shop: new prices', 'mill: new prices'])
})

test('a failure is reported and keeps nobody else from the news', async () => {
  const told: string[] = []
  const failures: unknown[] = []
  const error = new Error('no such address')
  const news = createNews({
    async send(retailer) {
      if (retailer === 'mill') throw error
      told.push(retailer)
    },
    onFailure: (...failure) => failures.push(failure),
  })
  news.publish('new prices', retailers)
  await news.done()
  expect(failures).toEqual([['mill', error]])
  expect(told.sort()).toEqual(['bakery', 'corner shop'])
})
