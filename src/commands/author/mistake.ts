import { relative, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { proveCases } from '../../author/cases.ts'
import { openCopy } from '../../author/mistake/copy.ts'
import { headOf, isUnsaid, type Said } from '../../author/mistake/head.ts'
import { judgeMistake } from '../../author/mistake/prove.ts'
import {
  findMistake,
  isSolution,
  isTheSolution,
  type Place,
  readFinished,
  requireName,
  writeMistake,
  writtenHead,
} from '../../author/mistake/write.ts'
import { outcomeOf } from '../../author/outcome.ts'
import { untilTold } from '../../author/until-told.ts'
import { findExercise } from '../../engine/course/find.ts'
import { type Course, refOf } from '../../engine/course/model.ts'
import { ParseFailure } from '../../engine/course/parse.ts'
import { openInEditor } from '../../engine/editor.ts'
import { type Judge, openJudge } from '../../engine/judge/judge.ts'
import type { Verdict } from '../../engine/judge/verdict.ts'
import type { WholeAnswer } from '../../engine/mistakes/changes.ts'
import { failingChecks } from '../../engine/mistakes/failing.ts'
import type { Mistake } from '../../engine/mistakes/list.ts'
import { EXIT, Problem } from '../../problem.ts'
import { shellWord } from '../../shell-word.ts'
import { toType } from '../../to-type.ts'
import { renderCaught, renderWritten } from '../../ui/mistakes/caught.ts'
import { lookOf } from '../../ui/terminal/look.ts'
import { askChoice, askText } from '../../ui/terminal/prompt.ts'
import { isInteractive, type World } from '../../world.ts'

export interface MistakeOptions extends Said {
  /** The finished answer: a file or a folder. Without it, an editor opens. */
  from?: string
}

/** One wrong answer under the pen. */
interface Desk {
  place: Place
  name: string
  existing: Mistake | undefined
  judge: Judge
  options: MistakeOptions
  world: World
}

/** `course author mistake <n>/<exercise> <name>`: writes a wrong answer as its difference from the solution. */
export async function run(
  course: Course,
  [query, name, ...rest]: string[],
  options: MistakeOptions,
  world: World,
): Promise<number> {
  if (query === undefined || name === undefined || rest.length > 0) {
    const example = toType('author mistake 7/compose forgets-the-rest')
    throw new Problem('A wrong answer needs an exercise and a name.', `For example: ${example}`)
  }
  const place = { course, ...findExercise(course, query) }
  const existing = findMistake(place, requireName(name))
  if (options.from === undefined && !isInteractive(world)) {
    const hint = `Write it first, then: ${toType(`author mistake ${query} ${name} --from <file or folder>`)}`
    throw new Problem('Without a terminal there is no editor.', hint)
  }
  const judge = openJudge({ packageRoot: world.packageRoot, env: world.env })
  try {
    const desk = { place, name, existing, judge, options, world }
    return options.from === undefined ? await edit(desk) : await take(desk, options.from)
  } catch (error) {
    if (!(error instanceof ParseFailure)) throw error
    throw new Problem(`The head of ${name} cannot be read: ${error.message}`, 'Mend it, and say the same again.')
  } finally {
    await judge.close()
  }
}

/** An answer that is finished. */
async function take(desk: Desk, from: string): Promise<number> {
  const answer = readFinished(desk.place, resolve(desk.world.cwd, from))
  if (isSolution(desk.place, answer)) throw isTheSolution(desk.name)
  const verdict = await judged(desk, answer)
  if (verdict.status === 'passed') return EXIT.notYet
  if (verdict.status === 'inconclusive') return EXIT.couldNotRun
  return write(desk, answer, verdict, desk.options)
}

/** An editable copy, judged as often as its author likes. */
async function edit(desk: Desk): Promise<number> {
  const { place, name, world } = desk
  const copy = openCopy(place, name, desk.existing)
  for (;;) {
    await openInEditor(copy.path, world)
    const goOn = await askChoice(world, `${name} is open in your editor. When you have saved it:`, [
      { name: 'Judge it', value: 'judge' },
      { name: 'Open it again', value: 'edit' },
      { name: 'Stop here; the copy stays where it is', value: 'stop' },
    ])
    if (goOn === 'stop') return leave(copy.path, world)
    if (goOn === 'edit') continue
    const answer = copy.read()
    const verdict = isSolution(place, answer) ? undefined : await judged(desk, answer)
    if (!verdict) world.stdout.write(`${isTheSolution(name).message}\n`)
    const next = await askChoice(world, 'And now?', [
      ...(verdict && isCaught(verdict) ? [{ name: 'Keep it', value: 'keep' }] : []),
      { name: 'Change it', value: 'edit' },
      { name: 'Stop here; the copy stays where it is', value: 'stop' },
    ])
    if (next === 'stop') return leave(copy.path, world)
    if (next === 'edit' || !verdict) continue
    const said = await askWhatIsUnsaid(desk, answer)
    copy.remove()
    return write(desk, answer, verdict, said)
  }
}

function leave(path: string, world: World): number {
  world.stdout.write(`The copy is ${shellWord(relative(world.cwd, path))}. The same command goes on with it.\n`)
  return EXIT.notYet
}

/** What passes is no wrong answer, and what nobody could judge has not been shown to be one. */
function isCaught({ status }: Verdict): boolean {
  return status !== 'passed' && status !== 'inconclusive'
}

async function judged({ place, name, judge, world }: Desk, { changes }: WholeAnswer): Promise<Verdict> {
  const { signal } = world
  const look = () => judgeMistake(place, name, changes, judge, signal)
  const verdict = await untilTold(look, (ms) => pause(ms, undefined, { signal }))
  world.stdout.write(renderCaught(refOf(place.day, place.exercise), name, verdict, lookOf(world)))
  return verdict
}

/** What the flags say, and, where the head says nothing yet, what its author answers. */
async function askWhatIsUnsaid({ place, existing, options, world }: Desk, answer: WholeAnswer): Promise<Said> {
  if (!isUnsaid(answer.described?.yaml ?? writtenHead(place, existing))) return options
  const wrong = options.wrong ?? (await askText(world, 'What is wrong, in a sentence about what it does?'))
  const why = options.why ?? (await askText(world, 'Why do people do it?'))
  return { wrong, why }
}

async function write(
  { place, name, existing, judge, world }: Desk,
  answer: WholeAnswer,
  verdict: Verdict,
  said: Said,
): Promise<number> {
  const before = answer.described?.yaml ?? writtenHead(place, existing)
  const outcome = { ...outcomeOf(verdict), caughtBy: failingChecks(verdict) }
  const yaml = headOf(before, { ...(said.wrong && { wrong: said.wrong }), ...(said.why && { why: said.why }) }, outcome)
  const path = writeMistake(place, name, yaml, answer.changes)
  await proveCases(place, [{ name, verdict }], () => judgeMistake(place, name, answer.changes, judge, world.signal))
  const file = relative(place.course.root, path)
  world.stdout.write(renderWritten({ file, isUnsaid: isUnsaid(yaml) }, lookOf(world)))
  return EXIT.ok
}
