import type { Course } from '../src/engine/course/model.ts'
import type { DayProgress, TopicProgress } from './day-progress.ts'
import { type Count, countOf } from './totals.ts'

/** The same proofs by the phases of the roadmap instead of by day. */
export interface Roadmap {
  phases: RoadmapPhaseProgress[]
  totals: { phases: Count; topics: Count }
}

export interface RoadmapPhaseProgress extends Count {
  phase: number
  title: string
  /** `coming`: none of its topics is written yet. */
  status: 'coming' | 'todo' | 'started' | 'done'
  topics: RoadmapTopic[]
}

export interface RoadmapTopic extends Omit<TopicProgress, 'missing'> {
  /** The day that teaches it; undefined when the course has none. */
  day?: number
  status: 'coming' | 'todo' | 'done'
}

export function deriveRoadmap(course: Pick<Course, 'roadmap'>, days: readonly DayProgress[]): Roadmap {
  const phases = course.roadmap.map(({ phase, title, topics: ids }) => {
    const topics = ids.map((id) => roadmapTopic(id, days))
    const count = countOf(topics, ({ done }) => done)
    return { phase, title, status: statusOf(topics, count), topics, ...count }
  })
  return {
    phases,
    totals: {
      phases: countOf(phases, ({ status }) => status === 'done'),
      // A topic may stand in two phases; it is one topic all the same.
      topics: countOf(
        [...new Map(phases.flatMap(({ topics }) => topics.map((topic) => [topic.id, topic]))).values()],
        ({ done }) => done,
      ),
    },
  }
}

function roadmapTopic(id: string, days: readonly DayProgress[]): RoadmapTopic {
  for (const { day, status, topics } of days) {
    const topic = topics.find((candidate) => candidate.id === id)
    if (!topic) continue
    const { text, done, evidence } = topic
    return { id, text, day, status: done ? 'done' : status === 'coming' ? 'coming' : 'todo', done, evidence }
  }
  return { id, text: id, status: 'coming', done: false, evidence: [] }
}

function statusOf(topics: RoadmapTopic[], { done, total }: Count): RoadmapPhaseProgress['status'] {
  if (total > 0 && done === total) return 'done'
  if (done > 0) return 'started'
  return topics.every(({ status }) => status === 'coming') ? 'coming' : 'todo'
}
