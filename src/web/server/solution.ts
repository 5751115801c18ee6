import type { Learner } from '../../commands/parts/learner.ts'
import type { FoundExercise } from '../../engine/course/find.ts'
import { type ShownMistake, showMistakes } from '../../engine/mistakes/show.ts'
import { compareWithSolution } from '../../engine/workbook/compare.ts'
import { readSolution } from '../../engine/workbook/starters.ts'
import { codeHtml, differenceHtml, languageOf } from '../../ui/page/code.ts'
import { lineHtml } from '../../ui/page/prose.ts'
import type { SolutionAnswer } from '../api.ts'

/** The reference solution, how the learner's files differ from it, and what others got wrong. Whoever asks has seen it. */
export async function solutionOf(
  { course, workbook }: Learner,
  { day, exercise }: FoundExercise,
): Promise<SolutionAnswer> {
  const files = readSolution(course, day, exercise).map(({ path, content }) => {
    const text = content.toString('utf8')
    return { path, text, html: codeHtml(text, languageOf(path)) }
  })
  return {
    files,
    differences: await compareWithSolution(workbook, course, day, exercise),
    mistakes: showMistakes(course, day, exercise).map(mistakeOf),
  }
}

function mistakeOf({ name, header, shown }: ShownMistake): SolutionAnswer['mistakes'][number] {
  return {
    name,
    wrong: lineHtml(header.wrong),
    why: lineHtml(header.why),
    fails: header.fails,
    code:
      shown.kind === 'difference' ? differenceHtml(shown.text.trimEnd()) : codeHtml(shown.text, languageOf(shown.path)),
  }
}
