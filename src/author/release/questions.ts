import type { Course, Day } from '../../engine/course/model.ts'
import { splitAlias } from '../../names/alias.ts'
import { namesOf } from '../../names.ts'
import { quizFile } from '../quiz.ts'
import type { Lost, Release } from './changes.ts'
import { type Pair, readyIn } from './days.ts'
import { type Courses, nameFor } from './exercises.ts'

/** Follows each question of the days that are still there. */
export function compareQuestions({ after }: Courses, pairs: readonly Pair[], { questions, lost }: Release): void {
  const names = namesOf(after)
  const reached = new Set<string>()
  const gone: { pair: Pair; id: string }[] = []
  for (const pair of pairs) {
    for (const id of pair.was.questionIds) {
      const ref = `${pair.was.day}/quiz:${id}`
      const to = names.ref(ref)
      if (to === undefined) gone.push({ pair, id })
      else {
        reached.add(to)
        if (to !== `${pair.is.day}/quiz:${id}`) questions.renamed.push({ from: ref, to })
        lost.push(...lostAliases(pair, id, to, after))
      }
    }
  }
  for (const { pair, id } of gone) lost.push(lostQuestion(pair, id, { pairs, after, reached }))
}

function lostQuestion(
  { was, is }: Pair,
  id: string,
  { pairs, after, reached }: { pairs: readonly Pair[]; after: Course; reached: ReadonlySet<string> },
): Lost {
  const name = `${was.day}/quiz:${id}`
  const why = 'no question has its id, or has it among its aliases'
  const added = is.questionIds.filter((each) => !reached.has(`${is.day}/quiz:${each}`))
  const elsewhere = readyIn(after).some((day) => day.day !== is.day && day.questionIds.includes(id))
  const [only] = added.length === 1 && !elsewhere ? added : []
  if (only === undefined) {
    return {
      what: 'question',
      name,
      why,
      mend: `where another is the same, add ${spelled(is, was, id, elsewhere, pairs)} to its \`aliases\``,
    }
  }
  return {
    what: 'question',
    name,
    why,
    mend: `if it is ${only} now, write \`aliases: [${id}]\` below its id in ${quizFile(is)}`,
  }
}

function spelled(is: Day, was: Day, id: string, elsewhere: boolean, pairs: readonly Pair[]): string {
  return elsewhere ? `${was.room}/${id}` : nameFor(is, was, id, pairs)
}

function lostAliases({ was, is }: Pair, id: string, to: string, after: Course): Lost[] {
  const names = namesOf(after)
  return (was.questionAliases?.[id] ?? []).flatMap((alias) => {
    const { place, id: old } = splitAlias(alias)
    const room = place === undefined ? is.room : /^\d+$/.test(place) ? undefined : place
    const number = place === undefined ? is.day : Number.parseInt(place, 10)
    if (names.ref(`${number}/quiz:${old}`, room) === to) return []
    const why = `it was an alias of ${was.day}/quiz:${id}, and does not lead to ${to}`
    return [{ what: 'question', name: alias, why, mend: 'keep it among the `aliases` of that question' }]
  })
}
