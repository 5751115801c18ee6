import { type Course, type Day, refOf } from '../engine/course/model.ts'
import { numberIn, splitAlias } from '../names/alias.ts'
import { type Claim, claimsOf } from '../names/claims.ts'
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
    // A day may have come back to a name, which was not its last one before.
    if (alias === room && at === aliases.length - 1) return takeOut(`Its alias ${alias} is what its folder is called.`)
    if (!other || other.day > day.day) return []
    const message = `Its alias ${alias} is an alias of day ${other.day} as well.`
    return [error(file, message, 'Leave it with the day whose folder had that name.')]
  })
}

/** A topic is looked for by what it was called, and several days may be found so: only in one day it must be clear. */
function proveTopicNames({ days }: Days, day: Day): Finding[] {
  const ids = new Set(days.flatMap(({ topics }) => topics.map(({ id }) => id)))
  const claims = day.topics.flatMap((topic) => (topic.aliases ?? []).map((alias) => ({ topic, alias })))
  return claims.flatMap(({ topic, alias }, at) => {
    const say = (message: string, mend: string) => [
      error(lessonFile(day), `The alias ${alias} of topic ${topic.id} ${message}`, mend),
    ]
    if (alias === topic.id) return say('is what it is called.', 'Take it out.')
    if (ids.has(alias)) return say('is the id of a topic.', 'Take it out.')
    const first = claims.findIndex((claim) => claim.alias === alias)
    if (first === at) return []
    const owner = claims[first]?.topic
    if (owner === topic) return say('is there twice.', 'Take it out.')
    return say(`is an alias of topic ${owner?.id} as well.`, 'Leave it with one of them.')
  })
}

/** Of exercises and questions. */
function proveClaims(course: Days, day: Day): Finding[] {
  const claims = claimsOf(course.days)
  return claims
    .filter(({ ref }) => ref.startsWith(`${day.day}/`))
    .flatMap((claim) => proveClaim(course, day, claim, claims))
}

function proveClaim(course: Days, day: Day, claim: Claim, all: Claim[]): Finding[] {
  const { ref, alias, name, unclear } = claim
  const own = ref.slice(ref.indexOf('/') + 1)
  const isQuestion = own.startsWith('quiz:')
  const say = (message: string, mend: string) => [
    error(
      isQuestion ? quizFile(day) : lessonFile(day),
      `The alias ${alias} of ${own.replace('quiz:', '')} ${message}`,
      mend,
    ),
  ]
  if (unclear) {
    const { id } = splitAlias(alias)
    const message = `may mean ${unclear.join(' or ')}: several days had that number.`
    return say(message, `Name the folder, as in ${unclear[0]}/${id}.`)
  }
  if (isCalled(day, claim)) return say('is what it is called.', 'Take it out.')
  if (name !== ref && isLive(course, name)) {
    return say(`is the id of ${isQuestion ? 'a question' : 'an exercise'} that is there (${name}).`, 'Take it out.')
  }
  const owner = all.find((other) => other.name === name)
  if (owner === claim || !owner) return []
  const message = owner.ref === ref ? 'is there twice.' : `is an alias of ${owner.ref} as well.`
  return say(message, 'Leave it with the one that was called so.')
}

/** By its id alone, or in the day as that is called now. Where it was in an earlier folder of the day may well be said. */
function isCalled({ day, room }: Day, { ref, alias, name }: Claim): boolean {
  const { place } = splitAlias(alias)
  return name === ref && (place === undefined || place === room || numberIn(place) === day)
}

function isLive({ days }: Days, ref: string): boolean {
  return days.some(
    (day) =>
      day.exercises.some((exercise) => refOf(day, exercise) === ref) ||
      day.questionIds.some((id) => `${day.day}/quiz:${id}` === ref),
  )
}
