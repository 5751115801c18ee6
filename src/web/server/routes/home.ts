import { Router } from 'express'
import type { DayProgress } from '../../../../tracker/day-progress.ts'
import type { Learner } from '../../../commands/parts/learner.ts'
import type { Day } from '../../../engine/course/model.ts'
import { type NextAction, nextAction } from '../../../engine/next-action.ts'
import { sayNext } from '../../../ui/course/home.ts'
import { drawHeatMap } from '../../../ui/report/heat-map.ts'
import type { DayTile, HomeAnswer, NextAnswer } from '../../api.ts'
import { type Desk, learnerNow } from '../desk.ts'

export function homeRoutes(desk: Desk): Router {
  return Router().get('/home', async (_request, response) => {
    response.json(homeOf(await learnerNow(desk)))
  })
}

function homeOf({ course, progress, record }: Learner): HomeAnswer {
  const action = nextAction(course, progress)
  const { gates, totals, streak, longestStreak, due, pace } = progress
  const questions = due.filter(({ kind }) => kind === 'question').length
  return {
    title: course.title,
    isFirstTime: record.events.length === 0,
    ...(action && { next: nextOf(action) }),
    phases: course.phases.map(({ id, title, days }) => ({
      id,
      title,
      days: course.days.filter(({ day }) => days.includes(day)).flatMap((day) => tileOf(day, progress.days)),
    })),
    gates,
    totals,
    streak,
    longestStreak,
    heatMap: drawHeatMap(pace.weeks),
    due: { questions, exercises: due.length - questions },
  }
}

function nextOf(action: NextAction): NextAnswer {
  const says = sayNext(action)
  if (action.kind === 'review') return { says, kind: 'review' }
  const day = action.day.day
  switch (action.kind) {
    case 'read':
      return { says, kind: 'read', day, ...(action.section !== undefined && { section: action.section }) }
    case 'exercise':
      return { says, kind: 'exercise', day, exercise: action.exercise.id }
    default:
      return { says, kind: action.kind, day }
  }
}

function tileOf({ day, title, gate, minutes }: Day, days: DayProgress[]): DayTile[] {
  const shown = days.find((each) => each.day === day)
  if (!shown) return []
  const passed = shown.exercises.filter(({ status }) => status === 'passed').length
  const proved = shown.topics.filter(({ done }) => done).length
  return [
    {
      day,
      title,
      status: shown.status,
      ...(gate !== undefined && { gate }),
      minutes,
      exercises: { done: passed, total: shown.exercises.length },
      topics: { done: proved, total: shown.topics.length },
    },
  ]
}
