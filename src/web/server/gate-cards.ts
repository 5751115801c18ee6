import { projectOf } from '../../../tracker/gates.ts'
import type { Progress } from '../../../tracker/progress.ts'
import type { GateCard } from '../api.ts'

/** Every gate with the scorecard of its project. */
export function gateCards({ gates, days }: Pick<Progress, 'gates' | 'days'>): GateCard[] {
  return gates.map((gate): GateCard => {
    const project = projectOf(days, gate.day)
    if (!project) return gate
    return { ...gate, project: { ref: `${gate.day}/${project.id}`, score: project.score } }
  })
}
