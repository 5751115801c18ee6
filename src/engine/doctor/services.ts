import type { DetectedService } from '../../services/detect.ts'
import { shellWord } from '../../shell-word.ts'
import { toType } from '../../to-type.ts'
import type { Course, ServiceUse } from '../course/model.ts'
import type { Finding } from './finding.ts'

/** What each service found would be used for. None is needed: what is missing is replaced or skipped, and the verdict says so. */
export function judgeServices(services: DetectedService[], course: Course | undefined): Finding[] {
  return services.map((service) => {
    const use = usesOf(course).find((candidate) => candidate.id === service.id)
    const base = { id: service.id, group: 'services', label: service.name } as const
    const purpose = use ? `from day ${use.from}: ${use.use}` : 'this course does not use it'
    const { found } = service
    if (found.how === 'program') return { ...base, status: 'fine', detail: `${shellWord(found.path)}; ${purpose}` }
    if (found.how === 'none' && found.standIn) {
      const { label, cannot } = found.standIn
      if (!use || cannot.length === 0) return { ...base, status: 'fine', detail: `${label}; ${purpose}` }
      const detail = `${label}; ${purpose}\nIt cannot show: ${cannot.join('; ')}.`
      return { ...base, status: 'lacking', detail, mend: MENDS[service.id] }
    }
    if (found.how === 'none') {
      return {
        ...base,
        status: use ? 'lacking' : 'fine',
        detail: `not found; ${purpose}`,
        ...(use && { mend: MENDS[service.id] }),
      }
    }
    const detail = `${found.variable} is ${found.host}; ${purpose}`
    if (found.reachable) return { ...base, status: 'fine', detail }
    const mend = `Start it, or unset ${found.variable} so that another way is used.`
    return { ...base, status: 'lacking', detail: `${detail}. Nobody answers there.`, mend }
  })
}

/** What the author says, and what the exercises ask for. */
function usesOf(course: Course | undefined): ServiceUse[] {
  if (!course) return []
  const asked = course.days.flatMap((day) =>
    day.exercises.flatMap((exercise) =>
      exercise.services.map((id) => ({ id, from: day.day, use: `exercise ${day.day}/${exercise.id}` })),
    ),
  )
  return [...(course.services ?? []), ...asked]
}

const MENDS: Record<DetectedService['id'], string> = {
  redis: `Optional. ${toType('doctor --install redis')} says how to get a real one. Or set REDIS_URL=redis://localhost:6379.`,
  mongodb: `Optional. Run ${toType('doctor --install mongodb')}, or set MONGODB_URI=mongodb://localhost:27017/course.`,
  postgres: 'Optional. Install postgresql, or set DATABASE_URL=postgres://localhost:5432/course.',
  smtp: 'Run npm install again: the package smtp-server is missing.',
  oauth: 'Run npm install again: the package oidc-provider is missing.',
  payments: 'Run npm install again: the gateway of this course is missing.',
  s3: 'Nothing is needed: the stand-in is part of this package.',
  llm: 'Run npm install again: the stand-in of this course for a language model is missing.',
  nginx: 'Optional. Install nginx: its configuration is then tried for real.',
  docker: 'Optional. Install Docker: images are then built and run for real.',
}
