import { Router } from 'express'
import { hitOf, searchCourse } from '../../../commands/parts/found.ts'
import type { Learner } from '../../../commands/parts/learner.ts'
import type { Found } from '../../../engine/search/search.ts'
import { partsOf } from '../../../ui/search/context.ts'
import type { SearchAnswer } from '../../api.ts'
import { type Desk, learnerNow } from '../desk.ts'
import { Refused } from '../refusal.ts'

const MOST = 30
const LONGEST_QUERY = 200
const CONTEXT = { width: 200, unicode: true }

export function searchRoutes(desk: Desk): Router {
  return Router().get('/search', async (request, response) => {
    const { q } = request.query
    if (typeof q !== 'string' || q.trim() === '' || q.length > LONGEST_QUERY) {
      throw new Refused(400, 'There is nothing to look for.', 'Type a word or a few.')
    }
    const learner = await learnerNow(desk)
    const { found, has, near, keep } = searchCourse(learner, q, desk.world)
    response.json({
      found: found.slice(0, MOST).map((each) => foundOf(each, learner)),
      more: Math.max(0, found.length - MOST),
      has,
      near,
    } satisfies SearchAnswer)
    keep()
  })
}

function foundOf(found: Found, learner: Learner): SearchAnswer['found'][number] {
  const { context } = hitOf(found, learner, CONTEXT)
  const { kind, day, title, name, isFound } = found
  const dayTitle = learner.course.days.find((each) => each.day === day)?.title ?? ''
  return { kind, day, dayTitle, title, name, context: context === '' ? [] : partsOf(context, isFound) }
}
