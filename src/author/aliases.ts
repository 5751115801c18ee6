import { type Course, type Day, refOf } from '../engine/course/model.ts'
import { type Claim, claimsOf } from '../names.ts'
import { error, type Finding } from './finding.ts'
import { lessonFile } from './lesson.ts'
import { quizFile } from './quiz.ts'

type Days = Pick<Course, 'days'>

/** What a day, its topics, its exercises and its questions say that they were called before: nothing else may be called so. */
export function proveAliases(course: Days, day: Day): Finding[] {
  return [...proveFolders(course, day), ...proveTopicNames(course, day), ...proveClaims(course, day)]
}

function proveFolders({ days }: Days, day: Day): Finding[] {
  const { aliases = [], room } = day
  const file = lessonFile(day)
  return aliases.flatMap((alias, at) => {
    const owner = days.find((each) => each.room === alias && each !== day)
    const other = days.find((each) => each !== day && each.aliases?.includes(alias))
    const takeOut = (message: string) => [error(file, message, 'Take it out.')]
    if (owner) return takeOut(`Its alias ${alias} is the folder of day ${owner.day} today.`)
    if (aliases.indexOf(alias) < at) return takeOut(`Its alias ${alias} is there twice.`)
    // A day may have come back to a name.
    if (alias === room && aliases.length === 1) return takeOut(`Its alias ${alias} is what its folder is called.`)
    if (!other || other.day > day.day) return []
    const message = `Its alias ${alias} is an alias of day ${other.day} as well.`
    return [error(file, message, 'Leave it with the day whose folder had that name.')]
  })
}

function proveTopicNames({ days }: Days, day: Day): Finding[] {
  const all = days.flatMap(({ topics }) => topics)
  const file = lessonFile(day)
  return day.topics.flatMap((topic) =>
    (topic.aliases ?? []).flatMap((alias) => {
      if (all.some(({ id }) => id === alias))
        return [error(file, `The alias ${alias} of topic ${topic.id} is the id of a topic.`, 'Take it out.')]
      const first = all.find(({ aliases = [] }) => aliases.includes(alias))
      if (first === topic || !first) return []
      const message = `The alias ${alias} of topic ${topic.id} is an alias of topic ${first.id} as well.`
      return [error(file, message, 'Leave it with one of them.')]
    }),
  )
}

/** Of exercises and questions. */
function proveClaims(course: Days, day: Day): Finding[] {
  const claims = claimsOf(course.days)
  return claims
    .filter(({ ref }) => ref.startsWith(`${day.day}/`))
    .flatMap((claim) => proveClaim(course, day, claim, claims))
}

function proveClaim(course: Days, day: Day, claim: Claim, all: Claim[]): Finding[] {
  const { ref, alias, names, unclear } = claim
  const own = ref.slice(ref.indexOf('/') + 1)
  const isQuestion = own.startsWith('quiz:')
  const file = isQuestion ? quizFile(day) : lessonFile(day)
  const what = `The alias ${alias} of ${own.replace('quiz:', '')}`
  if (unclear) {
    const id = alias.slice(alias.indexOf('/') + 1)
    const message = `${what} may mean ${unclear.join(' or ')}: several days had that number.`
    return [error(file, message, `Name the folder, as in ${unclear[0]}/${id}.`)]
  }
  // A day that is gone: its number alone may be another day's, rightly.
  const [first = '', ...others] = names
  const live = [first, ...(/^\d+-/.test(first) ? [] : others)].find((name) => isLive(course, name))
  if (live !== undefined) {
    const message = `${what} is the id of ${isQuestion ? 'a question' : 'an exercise'} that is there (${live}).`
    return [error(file, message, 'Take it out.')]
  }
  const owner = all.find((other) => other.names.some((name) => names.includes(name)))
  if (owner === claim || !owner) return []
  const message = owner.ref === ref ? `${what} is there twice.` : `${what} is an alias of ${owner.ref} as well.`
  return [error(file, message, 'Leave it with the one that was called so.')]
}

function isLive({ days }: Days, ref: string): boolean {
  return days.some(
    (day) =>
      day.exercises.some((exercise) => refOf(day, exercise) === ref) ||
      day.questionIds.some((id) => `${day.day}/quiz:${id}` === ref),
  )
}
