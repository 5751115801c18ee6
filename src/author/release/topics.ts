import type { Course, Day, Topic } from '../../engine/course/model.ts'
import { type Names, namesOf } from '../../names.ts'
import { lessonFile } from '../lesson.ts'
import type { Release } from './changes.ts'
import { type Pair, readyIn } from './days.ts'
import type { Courses } from './exercises.ts'

interface Placed {
  day: Day
  topic: Topic
}

/** No record names a topic. It is what is asked for its tick that may take something from learners. */
export function compareTopics({ before, after }: Courses, pairs: readonly Pair[], { topics, lost }: Release): void {
  const names = namesOf(after)
  const old = topicsIn(before)
  const now = topicsIn(after)
  const reached = new Set<Placed>()
  for (const { day, topic } of old) {
    const paired = pairs.find((pair) => pair.was === day)?.is.day
    const here = now.filter((each) => each.day.day === paired)
    // Another day may have one that is, or was, called the same.
    const is = [here, now].flatMap((places) => calledSo(places, topic.id) ?? [])[0]
    if (!is) {
      const like = now.find((each) => each.topic.text === topic.text)
      const mend = like && `add \`aliases: [${topic.id}]\` to ${like.topic.id} in ${lessonFile(like.day)}`
      lost.push({ what: 'topic', name: topic.id, why: 'no day has it any more', ...(mend && { mend }) })
      continue
    }
    reached.add(is)
    if (is.topic.id !== topic.id) topics.renamed.push({ from: topic.id, to: is.topic.id })
    const was = new Set(topic.evidence.map((each) => underNameOfToday(each, day, { names, pairs })))
    const more = is.topic.evidence.filter((each) => !was.has(`${is.day.day}/${each}`))
    if (more.length > 0) topics.harder.push({ id: is.topic.id, more })
  }
  topics.added.push(...now.filter((each) => !reached.has(each)).map(({ topic }) => topic.id))
}

function calledSo(topics: readonly Placed[], id: string): Placed | undefined {
  return topics.find(({ topic }) => topic.id === id) ?? topics.find(({ topic }) => topic.aliases?.includes(id))
}

function topicsIn(course: Course): Placed[] {
  return readyIn(course).flatMap((day) => day.topics.map((topic) => ({ day, topic })))
}

/** `6/map-limit`, `6/quiz:order`, `6/bench`, or of a project `12/task-manager/auth`. */
function underNameOfToday(
  evidence: string,
  was: Day,
  { names, pairs }: { names: Names; pairs: readonly Pair[] },
): string {
  const [thing = '', requirement] = evidence.split('/')
  const day = pairs.find((pair) => pair.was === was)?.is.day ?? was.day
  const ref = names.ref(`${was.day}/${thing}`) ?? `${day}/${thing}`
  return requirement === undefined ? ref : `${ref}/${requirement}`
}
