import type { FoundExercise } from '../../engine/course/find.ts'
import { findExercise } from '../../engine/course/find.ts'
import { refOf } from '../../engine/course/model.ts'
import type { ListEnd } from '../../ui/list/list.ts'
import type { Keys } from '../../ui/terminal/keys.ts'
import type { World } from '../../world.ts'
import { openLearner } from '../parts/learner.ts'
import { currentDays, openList } from '../parts/list-screen.ts'

/** The watch that goes on behind the list. */
interface Behind {
  /** True for a save that no run has seen yet; it is taken then. */
  takeSave: () => boolean
  judge: () => Promise<unknown>
  /** Resolves at the next save. */
  saved: () => Promise<unknown>
}

export interface ListAbove {
  /** What has happened behind it, in a line. */
  tell: (message: string) => Promise<void>
  /**
   * Until the learner closes it: the exercise that they chose in place of this one, if any. A run that is under way when
   * they go back is over by then.
   */
  run: (behind: Behind, stop: () => void) => Promise<'back' | 'interrupted' | FoundExercise>
}

/**
 * The list of exercises above the watch of one.
 * @param onReset its starter was put back
 */
export async function openListAbove(
  world: World,
  keys: Keys,
  found: FoundExercise,
  onReset: () => void,
): Promise<ListAbove> {
  const learner = await openLearner(world)
  const { course } = learner
  const at = refOf(found.day, found.exercise)
  const words = { go: 'watch it', leave: 'back' }
  const onResetOfAny = (ref: string) => {
    if (ref === at) onReset()
  }
  const list = openList(world, keys, { learner, course, at, words, keepsClosed: false, onReset: onResetOfAny })
  return {
    tell: async (message) => list.tell({ days: await currentDays(world, course), message }),
    run: async (behind, stop) => {
      const end = await watchBehind(list.run(), behind, stop)
      if (end.how === 'interrupted') return 'interrupted'
      return end.how === 'go' && end.entry.ref !== at ? findExercise(course, end.entry.ref) : 'back'
    },
  }
}

async function watchBehind(closed: Promise<ListEnd>, behind: Behind, stop: () => void): Promise<ListEnd> {
  let end: ListEnd | undefined
  const closing = closed.then((how) => {
    end = how
  })
  while (!end) {
    const saved = behind.saved()
    if (!behind.takeSave()) {
      await Promise.race([saved, closing])
      continue
    }
    const judging = behind.judge()
    await Promise.race([judging, closing])
    if (end) {
      if ((end as ListEnd).how !== 'leave') stop()
      await judging
    }
  }
  return end
}
