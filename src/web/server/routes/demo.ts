import { Writable } from 'node:stream'
import { Router } from 'express'
import { checkDemoName, runDemo } from '../../../engine/demo.ts'
import type { PictureLine } from '../../../picture/steps.ts'
import { EXIT } from '../../../problem.ts'
import type { DemoLine } from '../../api.ts'
import { type Desk, learnerNow, openDay } from '../desk.ts'
import { lineWriter } from '../lines.ts'
import { refusalOf } from '../refusal.ts'
import { whileOpen } from '../while-open.ts'

export function demoRoutes(desk: Desk): Router {
  const router = Router()
  router.post('/days/:day/demos/:name', async (request, response) => {
    const learner = await learnerNow(desk)
    const day = openDay(learner, request.params.day)
    const { name } = request.params
    checkDemoName(day, name)
    const signal = whileOpen(response, desk.world.signal)
    const say = lineWriter<DemoLine>(response)
    const world = {
      ...desk.world,
      signal,
      stdout: textInto((text) => say({ stream: 'stdout', text })),
      stderr: textInto((text) => say({ stream: 'stderr', text })),
      onNote: (note: string) => say({ stream: 'stderr', text: `${note}\n\n` }),
      onPicture: (picture: PictureLine) => say({ picture }),
    }
    try {
      const code = await desk.processors.run(() => runDemo(learner.course, day, name, world))
      if (code === EXIT.ok) await learner.add({ type: 'demo', day: day.day, name })
      say({ end: true, code })
    } catch (error) {
      const { status, refusal } = refusalOf(error)
      if (status === 500) throw error
      say({ refused: refusal.error })
    }
    response.end()
  })
  return router
}

/** Characters that come in two pieces are put together. */
function textInto(tell: (text: string) => void): Writable {
  const decoder = new TextDecoder()
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      tell(decoder.decode(chunk, { stream: true }))
      done()
    },
  })
}
