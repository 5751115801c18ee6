import type { Project } from './engine/course/model.ts'

/** What a project gets. Its status is `passed` with full marks alone; the mark decides whether it counts as one. */
export interface Score {
  points: number
  of: number
  /** The mark. */
  pass: number
  requirements: ScoredRequirement[]
}

export interface ScoredRequirement {
  id: string
  title: string
  points: number
  of: number
  /** Without all its points there is no pass. */
  must: boolean
}

/** Points by requirement, against what each requirement is worth today. */
export function scoreOf({ requirements, pass }: Project, scored: Readonly<Record<string, number>>): Score {
  const each = requirements.map(({ id, title, must, points: of }) => ({
    id,
    title,
    must,
    points: Math.min(of, Object.hasOwn(scored, id) ? (scored[id] ?? 0) : 0),
    of,
  }))
  const sum = (key: 'points' | 'of') => each.reduce((total, requirement) => total + requirement[key], 0)
  return { points: sum('points'), of: sum('of'), pass, requirements: each }
}

/** Whether it is a pass: enough points, and all of those that must be. */
export function reachesMark(score: Score): boolean {
  return score.points >= score.pass && missingMusts(score).length === 0
}

/** What keeps it from a pass, however many points the rest makes. */
export function missingMusts({ requirements }: Pick<Score, 'requirements'>): ScoredRequirement[] {
  return requirements.filter(({ must, points, of }) => must && points < of)
}

/** What is a pass, as the end of a sentence: `80 are a pass, with all of Roles and Ownership`. */
export function sayMark(score: Pick<Score, 'pass' | 'requirements'>): string {
  const missing = missingMusts(score).map(({ title }) => title)
  const list = new Intl.ListFormat('en').format(missing)
  return `${score.pass} are a pass${list === '' ? '' : `, with all of ${list}`}`
}
