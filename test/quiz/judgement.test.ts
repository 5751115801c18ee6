import { Chalk } from 'chalk'
import { expect, it } from 'vitest'
import type { AskedQuestion } from '../../src/engine/quiz/ask.ts'
import { renderJudgement } from '../../src/ui/quiz/quiz.ts'
import { textWidth } from '../../src/ui/text/width.ts'
import { plain } from '../../src/ui/text/wrap.ts'

const because = `Plus joins as soon as one side is a string, and adds otherwise; ${'the other side is made a string first, '.repeat(3)}then.`
const question: AskedQuestion = {
  id: 'plus',
  day: 1,
  prompt: 'What?',
  read: 'plus',
  kind: 'typed',
  right: '2',
  because,
}

it.each([80, 40])('why an answer is right is wrapped with the word before it: no line leaves %i columns', (width) => {
  const look = { chalk: new Chalk({ level: 0 }), width, unicode: true, plain: false }
  const shown = renderJudgement({ correct: true, right: '2', because }, question, {
    look,
    highlight: (code) => [[{ text: code, style: plain }]],
  })
  const lines = shown.trimEnd().split('\n')
  expect(lines[0]).toMatch(/^✓ Right\. Plus joins/)
  expect(lines.filter((line) => textWidth(line) > width)).toEqual([])
  // Wrapped once: every line but the last is filled.
  for (const line of lines.slice(0, -1)) expect(textWidth(line)).toBeGreaterThan(width - 15)
})
