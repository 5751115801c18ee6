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
  question: 'A page of 100 products. What do their documents cost?',
  variants: [
    { id: 'documents', title: 'Documents', file: 'bench/documents.ts' },
    { id: 'lean', title: 'Lean', file: 'bench/lean.ts' },
    { id: 'lean-select', title: 'Lean and select', file: 'bench/lean-select.ts' },
  ],
  load: { path: '/products' },
  judge,
})

function judge(results: BenchResult[]): BenchJudgement {
  const [documents, lean, selected] = results
  if (!documents || !lean || !selected) throw new RangeError('all three servers are always measured')
  const ratio = ratioOf(lean.requestsPerSecond, documents.requestsPerSecond)
  const isClear = !overlaps(lean.requestsPerSecond, documents.requestsPerSecond) && ratio[1] > 1
  const [slow, quick] = [documents, lean].map((one) => Math.round(one.requestsPerSecond[1]).toLocaleString('en-US'))
  return {
    verdict: isClear ? 'clear' : 'inconclusive',
    headline: isClear
      ? `With documents ${slow} pages a second, with lean ${quick}: ${times(ratio)} as many.`
      : `With documents ${slow} pages a second, with lean ${quick}.`,
    why:
      'A document is made on the event loop: a state for each path, getters and setters, arrays that track changes, reviews that are ' +
      `documents themselves. Whoever asks for anything else waits for it: /ping ${duration(documents.pingP50[1])} with ` +
      `documents, ${duration(lean.pingP50[1])} without.`,
    notes: [
      aboutSelect(lean, selected),
      'Behind all is the MongoDB that `course doctor` names. A stand-in is slower than a real server, which makes the difference look smaller.',
    ],
  }
}

function aboutSelect(lean: BenchResult, selected: BenchResult): string {
  const ratio = ratioOf(selected.requestsPerSecond, lean.requestsPerSecond)
  if (overlaps(selected.requestsPerSecond, lean.requestsPerSecond) || ratio[1] < 1) {
    return 'Whether two fields are fetched or all makes no clear difference with products as small as these.'
  }
  return `Fetching two fields and not all makes it ${times(ratio)} as many again.`
}
