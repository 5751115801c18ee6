import type { Scene as Begun, Clock, PictureLine, Step } from '../../../picture/steps.ts'

export interface Scene extends Begun {
  steps: Step[]
}

/** A program may draw several pictures, one after the other. */
export function withLine(scenes: Scene[], line: PictureLine): Scene[] {
  if ('parts' in line) return [...scenes, { ...line, steps: [] }]
  const last = scenes.at(-1)
  return last ? [...scenes.slice(0, -1), { ...last, steps: [...last.steps, line] }] : scenes
}

export interface Standing {
  level: NonNullable<Step['level']>
  state: NonNullable<Step['state']>
  items: NonNullable<Step['items']>
}

/** How everything stands once this step has been made. */
export function standingAt(steps: Step[], at: number): Standing {
  const standing: Standing = { level: {}, state: {}, items: {} }
  for (const { level, state, items } of steps.slice(0, at + 1)) {
    Object.assign(standing.level, level)
    Object.assign(standing.state, state)
    Object.assign(standing.items, items)
  }
  return standing
}

export interface Scale {
  /** Of a tank, by the id of its part: what its whole height stands for. */
  most: Record<string, number>
  /** What the whole width stands for. */
  span: Record<Clock, number>
}

/** One for all pictures of a program, so that they can be compared. */
export function scaleOf(scenes: Scene[]): Scale {
  const scale: Scale = { most: {}, span: { ms: 1, steps: 1 } }
  for (const { parts, steps, clock = 'ms' } of scenes) {
    for (const { id, limit = 0, most = 0 } of parts) grow(scale.most, id, Math.max(limit * 1.2, most))
    for (const { at, level = {} } of steps) {
      scale.span[clock] = Math.max(scale.span[clock], at)
      for (const [id, value] of Object.entries(level)) grow(scale.most, id, value)
    }
  }
  return scale
}

function grow(most: Record<string, number>, id: string, value: number): void {
  most[id] = Math.max(most[id] ?? 1e-9, value)
}
