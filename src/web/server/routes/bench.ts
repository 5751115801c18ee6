import { Router } from 'express'
import * as v from 'valibot'
import type { EventOf } from '../../../../tracker/schema.ts'
import { lastBench, recordBench } from '../../../commands/parts/bench-record.ts'
import type { Learner } from '../../../commands/parts/learner.ts'
import { measureDayApart } from '../../../engine/bench/day-apart.ts'
import { learnersFiles } from '../../../engine/bench/learners-file.ts'
import { machineHere } from '../../../engine/bench/machine.ts'
import type { BenchNews } from '../../../engine/bench/news.ts'
import { mustHaveBench } from '../../../engine/bench/read-bench.ts'
import type { BenchRun } from '../../../engine/bench/run.ts'
import type { Day } from '../../../engine/course/model.ts'
import { asTypedInText, toType } from '../../../to-type.ts'
import type { BenchAnswer, BenchLine, BenchReport, BenchRequest } from '../../api.ts'
import { type BodySchema, type Desk, learnerNow, openDay, parseBody } from '../desk.ts'
import { lineWriter } from '../lines.ts'
import { refusalOf } from '../refusal.ts'
import { whileOpen } from '../while-open.ts'

const asked: BodySchema<BenchRequest> = v.strictObject({
  seconds: v.exactOptional(v.pipe(v.number(), v.minValue(0.1), v.maxValue(60))),
})

export function benchRoutes(desk: Desk): Router {
  const router = Router()
  router.get('/days/:day/bench', async (request, response) => {
    const learner = await learnerNow(desk)
    const day = openDay(learner, request.params.day)
    const last = lastBench(learner, day)
    response.json({
      ...(await desk.benches.about(learner.course, day)),
      command: toType(`bench ${day.day}`),
      ...(last && { last: inShort(last) }),
    } satisfies BenchAnswer)
  })
  router.post('/days/:day/bench', async (request, response) => {
    const { seconds } = parseBody(asked, request.body)
    const learner = await learnerNow(desk)
    const day = openDay(learner, request.params.day)
    mustHaveBench(learner.course, day)
    const signal = whileOpen(response, desk.world.signal)
    const say = lineWriter<BenchLine>(response)
    try {
      const waitsFor = desk.processors.busyWith
      if (waitsFor) say({ type: 'waiting', for: waitsFor })
      const run = await measure(desk, learner, day, { seconds, signal, onNews: say })
      // By now there may be more in the record, of another tab or a terminal.
      const previous = await recordBench(await learnerNow(desk), day, run)
      say({ type: 'done', report: reportOf(run, previous) })
    } catch (error) {
      const { status, refusal } = refusalOf(error)
      if (status === 500 && !signal.aborted) throw error
      say({ type: 'refused', error: refusal.error })
    }
    response.end()
  })
  return router
}

interface Measuring {
  seconds: number | undefined
  signal: AbortSignal
  onNews: (news: BenchNews) => void
}

function measure(desk: Desk, { course, workbook }: Learner, day: Day, how: Measuring): Promise<BenchRun> {
  const { packageRoot, env } = desk.world
  const { seconds, signal, onNews } = how
  return desk.processors.measure(async () => {
    const learners = learnersFiles(workbook, day)
    const order = { course, day, packageRoot, env, learners, ...(seconds !== undefined && { seconds }) }
    const { run } = await measureDayApart(order, { signal, onNews })
    signal.throwIfAborted()
    return run
  })
}

function inShort({ at, judgement }: EventOf<'bench'>): NonNullable<BenchAnswer['last']> {
  return { at, verdict: judgement.verdict, headline: String(judgement.headline ?? '') }
}

function reportOf(run: BenchRun, previous: EventOf<'bench'> | undefined): BenchReport {
  const { why, notes = [] } = run.judgement
  return {
    ...run,
    judgement: { ...run.judgement, why: asTypedInText(why), notes: notes.map((note) => asTypedInText(note)) },
    machine: machineHere(),
    ...(previous && { previous: { at: previous.at, results: previous.results } }),
  }
}
