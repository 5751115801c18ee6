// biome-ignore-all lint/suspicious/noTemplateCurlyInString: code as text
import { check } from 'backend-workbook/check'
import type { Change } from '../suites.ts'
import { hunt } from './hunting.ts'

const sending = { file: 'news.ts', from: 'await send(retailer, text)' }

const { steady, notices } = hunt('news', [
  { says: 'on a machine whose timers come late', conditions: { slower: 4 } },
  {
    says: 'with code that tells the last retailer first',
    changes: [{ file: 'news.ts', from: 'of retailers) {', to: 'of [...retailers].reverse()) {' }],
  },
  {
    says: 'with code that takes its time',
    changes: [{ ...sending, to: `await new Promise((resolve) => setTimeout(resolve, 500))\n      ${sending.from}` }],
  },
])

const broken = (says: string, from: string, to: string): Change => ({ says, file: 'news.ts', from, to })

check('news.test.ts passes everywhere', { read: 'background', requirement: 'news', points: 10, ms: 8000 }, steady)

check(
  'news.test.ts notices broken news',
  { read: 'background', requirement: 'news', points: 10, ms: 8000 },
  async () => {
    await notices([
      broken('the last retailer is not told', 'of retailers) {', 'of retailers.slice(0, -1)) {'),
      broken('the first retailer is not told', 'of retailers) {', 'of retailers.slice(1)) {'),
      broken('everybody is told twice', sending.from, `${sending.from}\n      ${sending.from}`),
      broken('everybody is told something else', sending.from, "await send(retailer, '')"),
      broken('a failure is not reported', 'onFailure(retailer, error)', 'void error'),
      broken('another retailer is reported', 'onFailure(retailer, error)', "onFailure('', error)"),
      broken(
        'a failure keeps others from the news',
        'const tell = async (retailer: string, text: string) => {\n    try {\n      await send(retailer, text)\n    } catch (error) {\n      onFailure(retailer, error)\n    }\n  }',
        'let queue = Promise.resolve()\n  const tell = (retailer: string, text: string) => {\n    const telling = queue.then(() => send(retailer, text))\n    queue = telling\n    return telling.catch((error) => onFailure(retailer, error))\n  }',
      ),
      broken('done() settles too early', 'await Promise.all(underWay)', 'await Promise.race(underWay)'),
    ])
  },
)
