import {
  type BenchJudgement,
  type BenchResult,
  defineBench,
  duration,
  overlaps,
  ratioOf,
  times,
} from 'backend-workbook/bench'

export default defineBench({
  question:
    'Ten people log in again and again. How many logins a second are there, and how long does everybody else wait?',
  variants: [
    { id: 'cost-8', title: 'bcrypt, cost 8', file: 'bench/bcrypt-8.ts' },
    { id: 'cost-10', title: 'bcrypt, cost 10', file: 'bench/bcrypt-10.ts' },
    { id: 'cost-12', title: 'bcrypt, cost 12', file: 'bench/bcrypt-12.ts' },
    { id: 'sync', title: 'compareSync, cost 10', file: 'bench/sync.ts' },
    { id: 'bcryptjs', title: 'bcryptjs, cost 10', file: 'bench/bcryptjs.ts' },
  ],
  load: { path: '/login', method: 'POST', body: '{"password":"correct horse"}' },
  judge,
})

function judge(results: BenchResult[]): BenchJudgement {
  const [cost8, cost10, cost12, sync, bcryptjs] = ['cost-8', 'cost-10', 'cost-12', 'sync', 'bcryptjs'].map((id) =>
    results.find((result) => result.id === id),
  )
  if (!cost8 || !cost10 || !cost12 || !sync || !bcryptjs) throw new RangeError('all five servers are always measured')
  const off = [sync, bcryptjs].reduce((a, b) => (a.pingP50[1] < b.pingP50[1] ? a : b))
  const wait = ratioOf(off.pingP50, cost10.pingP50)
  const fewer = ratioOf(cost8.requestsPerSecond, cost12.requestsPerSecond)
  const isAnswered = results.every(({ requestsPerSecond }) => requestsPerSecond[0] > 0)
  const isClear =
    isAnswered &&
    !overlaps(off.pingP50, cost10.pingP50) &&
    wait[1] > 1 &&
    !overlaps(cost8.requestsPerSecond, cost12.requestsPerSecond)
  const [blocked, free] = [off, cost10].map((result) => duration(result.pingP50[1]))
  return {
    verdict: isClear ? 'clear' : 'inconclusive',
    headline: isClear
      ? `/ping waits ${blocked} where the loop computes the hashes, and ${free} where the thread pool does: ${times(wait)} less.`
      : `/ping waited ${blocked} where the loop computes the hashes, and ${free} where the thread pool does.`,
    why:
      'A hash is work for one core, wherever it is computed. compareSync and bcryptjs compute it on the thread that also ' +
      'answers /ping; bcrypt’s compare hands it to the thread pool. Each step of the cost doubles the work.',
    notes: [
      `Cost 8 takes ${times(fewer)} as many logins a second as cost 12; four doublings would be 16.`,
      `With compareSync /ping waited ${duration(sync.pingP50[1])}, with bcryptjs ${duration(bcryptjs.pingP50[1])}.`,
    ],
  }
}
