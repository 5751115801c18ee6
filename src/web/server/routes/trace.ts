import { Router } from 'express'
import * as v from 'valibot'
import { openDraft } from '../../../engine/draft.ts'
import { traceSnippet } from '../../../engine/trace/snippet.ts'
import type { Callback, Trace } from '../../../engine/trace/trace.ts'
import { WORDS_ALONE } from '../../../ui/terminal/look.ts'
import { renderTrace } from '../../../ui/trace/trace.ts'
import { endText, errorText, msText, nodeSays, notesOf, placeText, tookText } from '../../../ui/trace/wording.ts'
import type { SnippetsAnswer, TraceAnswer, TraceRequest } from '../../api.ts'
import { type BodySchema, type Desk, learnerNow, parseBody } from '../desk.ts'
import { inTurn } from '../in-turn.ts'
import { MOST_OF_A_SNIPPET, snippetsOf } from '../snippets.ts'
import { whileOpen } from '../while-open.ts'

const SECONDS = 10
const MOST_SECONDS = 120

const asked: BodySchema<TraceRequest> = v.strictObject({
  text: v.pipe(v.string(), v.maxLength(MOST_OF_A_SNIPPET)),
  kind: v.picklist(['mjs', 'cjs', 'ts']),
  seconds: v.exactOptional(v.pipe(v.number(), v.minValue(1), v.maxValue(MOST_SECONDS))),
})

export function traceRoutes(desk: Desk): Router {
  const router = Router()
  const turn = inTurn()
  router.get('/trace', async (_request, response) => {
    response.json({ snippets: snippetsOf(await learnerNow(desk)) } satisfies SnippetsAnswer)
  })
  router.post('/trace', async (request, response) => {
    const { text, kind, seconds = SECONDS } = parseBody(asked, request.body)
    const world = { ...desk.world, signal: whileOpen(response, desk.world.signal) }
    const draft = openDraft(`program.${kind}`, text, world)
    try {
      const options = { ms: seconds * 1000, all: false }
      const { trace } = await turn(() => desk.processors.run(() => traceSnippet(draft.path, options, world)))
      response.json(answerOf(trace))
    } catch (error) {
      if (!world.signal.aborted) throw error
    } finally {
      draft.remove()
    }
  })
  return router
}

function answerOf(trace: Trace): TraceAnswer {
  const { end, callbacks } = trace
  const said = endText(end)
  return {
    trace,
    text: renderTrace(trace, WORDS_ALONE),
    notes: notesOf(trace),
    words: callbacks.map(wordsOf),
    end: [...(said === undefined ? [] : [said]), ...nodeSays(end)],
  }
}

function wordsOf(callback: Callback): TraceAnswer['words'][number] {
  const took = tookText(callback)
  return {
    place: placeText(callback),
    at: msText(callback.startMs),
    ...(took !== undefined && { took }),
    ...(callback.error && { error: errorText(callback.error) }),
  }
}
