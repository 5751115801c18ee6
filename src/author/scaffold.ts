/** The files of a new day: a small exercise that works all through, with a `TODO:` wherever the author must write. */
export interface DayPlan {
  day: number
  slug: string
  room: string
  title?: string
  outcome?: string
  topics: { id: string; text: string }[]
  /** Where editors find the schemas, relative to a lesson's folder. */
  schemas: string
}

export function scaffold(plan: DayPlan): Record<string, string> {
  const { room } = plan
  return {
    [`lessons/${room}/lesson.md`]: lesson(plan),
    [`lessons/${room}/quiz.yaml`]: quiz(plan),
    [`lessons/${room}/demo/first.ts`]: DEMO,
    [`exercises/${room}/first.ts`]: STARTER,
    [`checks/${room}/first.check.ts`]: checks(plan),
    [`solutions/${room}/first.ts`]: SOLUTION,
    [`solutions/${room}/mistakes/first/forgets-the-name.diff`]: forgetsTheName(plan),
  }
}

const todo = (what: string) => JSON.stringify(`TODO: ${what}`)

function lesson({ day, title, outcome, topics, schemas }: DayPlan): string {
  const listed = topics.length > 0 ? topics : [{ id: 'first-topic', text: 'TODO: what a learner can tick off here' }]
  return `---
# yaml-language-server: $schema=${schemas}/lesson.schema.json
day: ${day}
title: ${title === undefined ? todo('the title of the day') : JSON.stringify(title)}
minutes: 180
outcome: ${outcome === undefined ? todo('what a learner can do afterwards, beginning with You') : JSON.stringify(outcome)}
search: []
topics:
${listed.map(({ id, text }) => `  - { id: ${id}, text: ${JSON.stringify(text)}, evidence: [first, 'quiz:first-question'] }`).join('\n')}
exercises:
  - id: first
    title: ${todo('what is built')}
    minutes: 30
    hints:
      - ${todo('a nudge')}
      - ${todo('the direction')}
      - ${todo('almost the line')}
---
TODO: the problem, as a reader meets it

## The mechanism {#the-mechanism}

TODO: how it works, in plain words

\`\`\`js
console.log('TODO: a program to paste and run')
\`\`\`

TODO: what it printed

## Traps {#traps}

TODO: what goes wrong in practice

\`\`\`js
console.log('TODO: a program that shows it')
\`\`\`

## Exercise {#exercise}

TODO: what to build, its contract and an example

\`\`\`ts
greet('Ada') // 'Hello, Ada'
\`\`\`
`
}

function quiz({ schemas }: DayPlan): string {
  return `# yaml-language-server: $schema=${schemas}/quiz.schema.json
questions:
  - id: first-question
    kind: predict
    prompt: ${todo('what is asked')}
    code: |
      console.log([1, 2, 3].map(String).join(''))
    wrong:
      - output: '6'
        because: ${todo('why people expect this, and why it is not so')}
    because: ${todo('why it prints what it prints')}
    read: the-mechanism
`
}

const DEMO = `// TODO: what to look for in the output
console.log('Hello, Ada')
`

const STARTER = `/**
 * TODO: the contract: what it takes, what it gives, when it throws
 *
 * @example greet('Ada') // 'Hello, Ada'
 */
export function greet(_name: string): string {
  return ''
}
`

function checks({ room }: DayPlan): string {
  return `import { check, expect } from 'backend-workbook/check'
import { greet } from '../../exercises/${room}/first.ts'

// TODO: five checks or more, each a promise of the exercise
check('greets', { read: 'exercise' }, () => {
  expect(greet('Ada'), "greet('Ada')").toMatch(/^Hello/)
})

check('calls people by their name', { read: 'exercise' }, () => {
  expect(greet('Ada'), "greet('Ada')").toContain('Ada')
})
`
}

const SOLUTION = `// TODO: the best code of the day
export function greet(name: string): string {
  return \`Hello, \${name}\`
}
`

function forgetsTheName({ room }: DayPlan): string {
  return `---
wrong: ${todo('what is wrong')}
why: ${todo('why people do it')}
fails:
  - calls people by their name
---
--- a/solutions/${room}/first.ts
+++ b/solutions/${room}/first.ts
@@ -2,3 +2,3 @@
-export function greet(name: string): string {
-  return \`Hello, \${name}\`
+export function greet(_name: string): string {
+  return 'Hello'
 }
`
}
