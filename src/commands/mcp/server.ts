import { McpServer } from '@modelcontextprotocol/server'
import { z } from 'zod'
import { isProblem } from '../../problem.ts'
import type { World } from '../../world.ts'
import { check, exercise, hint, lesson, solution, whereTheLearnerIs } from './answers.ts'

const INSTRUCTIONS = `You tutor somebody who works through a course by exercises that hidden checks judge. They learn by finding the answer.
Ask what they expect and what they see. Point to the section of the lesson that a failing check names ("read"). Do not write the
exercise's code for them: explain with other examples. Take a hint only when they ask for one, since the record counts it.
The checks are hidden from you, too, and the solution opens once the exercise has passed.`

const ofExercise = z.object({
  exercise: z.string().describe('its name, such as "2/map-limit"; where_am_i lists them'),
})

/** The tutor's tools. One call at a time: two at once could take the same hint, or judge one file twice. */
export function buildTutor(world: World, version: string): McpServer {
  const server = new McpServer({ name: 'course', version }, { instructions: INSTRUCTIONS })
  const inTurn = queue()
  const answer = (work: () => Promise<object>) => inTurn(() => answered(work, world))
  const reads = { readOnlyHint: true, openWorldHint: false }
  const records = { readOnlyHint: false, destructiveHint: false, openWorldHint: false }

  server.registerTool(
    'where_am_i',
    { description: 'The days of the course, what the learner has proved, and what is next.', annotations: reads },
    () => answer(() => whereTheLearnerIs(world)),
  )
  server.registerTool(
    'lesson',
    {
      description: 'The sections of a day, or with "section" the text of one of them, as Markdown.',
      inputSchema: z.object({
        day: z.string().describe('its number, or a part of its title'),
        section: z
          .string()
          .optional()
          .describe('the anchor of a section, as this tool lists them and checks name them'),
      }),
      annotations: reads,
    },
    ({ day, section }) => answer(() => lesson(day, section, world)),
  )
  server.registerTool(
    'exercise',
    {
      description: "What an exercise asks for (its starter), the learner's files, and how their last attempt ended.",
      inputSchema: ofExercise,
      annotations: reads,
    },
    (given) => answer(() => exercise(given.exercise, world)),
  )
  server.registerTool(
    'check',
    {
      description: "Judges the learner's files now and gives the verdict of each check. It is recorded as an attempt.",
      inputSchema: ofExercise,
      annotations: records,
    },
    (given) => answer(() => check(given.exercise, world)),
  )
  server.registerTool(
    'next_hint',
    {
      description: 'The next hint, and those before it. It is recorded as taken, so ask the learner first.',
      inputSchema: ofExercise,
      annotations: records,
    },
    (given) => answer(() => hint(given.exercise, world)),
  )
  server.registerTool(
    'solution',
    {
      description: 'The reference solution, only once the exercise has passed.',
      inputSchema: ofExercise,
      annotations: records,
    },
    (given) => answer(() => solution(given.exercise, world)),
  )
  return server
}

/** What the learner can mend is an answer; a bug of ours is one, too, and its stack goes to stderr. */
async function answered(work: () => Promise<object>, world: World) {
  try {
    return { content: [text(JSON.stringify(await work(), null, 1))] }
  } catch (error) {
    if (isProblem(error)) return { content: [text(`${error.message}\n${error.hint}`)], isError: true }
    world.stderr.write(`${error instanceof Error ? error.stack : error}\n`)
    return { content: [text('This is a bug in course; its stack is on stderr.')], isError: true }
  }
}

function text(value: string) {
  return { type: 'text' as const, text: value }
}

function queue() {
  let last: Promise<unknown> = Promise.resolve()
  return <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work)
    last = done.catch(() => undefined)
    return done
  }
}
