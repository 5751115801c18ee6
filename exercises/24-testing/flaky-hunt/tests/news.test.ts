import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createNews } from '../src/news.ts'

const retailers = ['mill', 'corner shop', 'bakery']

test('everybody is told once', async () => {
  const told: string[] = []
  const news = createNews({
    async send(retailer, text) {
      await sleep(Math.random() * 20)
      told.push(`${retailer}: ${text}`)
    },
  })
  news.publish('new prices', retailers)
  await sleep(25)
  expect(told).toEqual(['mill: new prices', 'corner shop: new prices', 'bakery: new prices'])
})

test('a failure is reported and keeps nobody else from the news', async () => {
  const told: string[] = []
  const failures: string[] = []
  const news = createNews({
    async send(retailer) {
      await sleep(5)
      if (retailer === 'mill') throw new Error('no such address')
      told.push(retailer)
    },
    onFailure: (retailer) => failures.push(retailer),
  })
  news.publish('new prices', retailers)
  await sleep(10)
  expect(failures).toEqual(['mill'])
  expect(told).toEqual(['corner shop', 'bakery'])
})
