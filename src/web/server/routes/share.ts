import { Router } from 'express'
import { drawPicture, PICTURES, sharedBy } from '../../../commands/parts/shared.ts'
import { hasRenderer } from '../../../engine/share/picture.ts'
import type { SharedDay } from '../../../engine/share/shared-day.ts'
import { sayCard } from '../../../ui/share/card.ts'
import { composePost } from '../../../ui/share/post.ts'
import type { ShareAnswer } from '../../api.ts'
import { type Desk, learnerNow, openDay } from '../desk.ts'
import { Refused } from '../refusal.ts'
import { sendWhole } from '../whole-document.ts'

export function shareRoutes(desk: Desk): Router {
  const router = Router()
  router.get('/days/:day/share', async (request, response) => {
    const shared = await sharedNow(desk, request.params.day)
    response.json({
      post: composePost(shared),
      alt: sayCard(shared),
      png: await hasRenderer(),
    } satisfies ShareAnswer)
  })
  router.get('/days/:day/share/:picture', async (request, response) => {
    const picture = PICTURES.find(({ name }) => name === request.params.picture)
    if (!picture) {
      const names = PICTURES.map(({ name }) => name)
      throw new Refused(404, 'There is no such picture.', `There are ${new Intl.ListFormat('en').format(names)}.`)
    }
    const content = await drawPicture(await sharedNow(desk, request.params.day), picture, desk.world)
    if (content === undefined) {
      throw new Refused(409, 'The renderer of PNG is not installed.', 'Take the SVG, or: `npm install @resvg/resvg-js`')
    }
    if (typeof content === 'string') sendWhole(response, 'svg', content)
    else response.type('png').send(Buffer.from(content))
  })
  return router
}

async function sharedNow(desk: Desk, query: string): Promise<SharedDay> {
  const learner = await learnerNow(desk)
  return sharedBy(learner, openDay(learner, query), desk.world)
}
