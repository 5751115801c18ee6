import * as v from 'valibot'
import { verdict } from './verdict.ts'

const text = v.string()
const number = v.number()

/** `course quiz <n> --json`: the questions, without what is right. */
export const questions = {
  day: number,
  slug: text,
  questions: v.array(
    v.object({
      id: text,
      kind: v.picklist(['choice', 'typed']),
      prompt: text,
      code: v.exactOptional(text),
      options: v.exactOptional(v.array(v.object({ number, text }))),
      read: text,
      lastAnswer: v.nullable(v.picklist(['right', 'wrong'])),
    }),
  ),
}

/** `course quiz <n> --answer … --json` */
export const answers = {
  day: number,
  slug: text,
  answers: v.array(
    v.object({
      question: text,
      read: text,
      correct: v.boolean(),
      right: text,
      because: text,
      wrong: v.exactOptional(v.object({ text, because: text })),
    }),
  ),
}

/** `course review <exercise> --json`, where nothing is written in the scratch file yet. */
export const scratch = { exercise: text, status: v.literal('open'), file: text }

/** The same once something is; `kept`: where it was moved after it passed. */
export const recalled = { ...verdict, kept: v.exactOptional(text) }

/** `course review --json`: the longest overdue first. */
export const review = {
  due: v.array(
    v.object({
      kind: v.picklist(['question', 'exercise']),
      ref: text,
      day: number,
      dueAt: text,
      recalls: number,
    }),
  ),
}
