// Two passes over every function: first its names are made, then its lines run.
//
// A debugger in another thread stops this thread before every step of the story below, and notes what V8 itself
// holds at that moment: the stack of execution contexts, and the variables of each scope that the line can see.
//
// What to look for
//   step 2              no line of bill has run, and all its names are there: sum can be called, total is
//                       undefined, fee is in its dead zone
//   the stops in sum    two scopes: its own, and of bill's variables only the one that sum mentions
//   the stops in the if a second total stands in front of the first; when the block ends it is gone
import { once } from 'node:events'
import { runInThisContext } from 'node:vm'
import { Worker } from 'node:worker_threads'

interface Scope {
  type: string
  variables: { name: string; value: string }[]
}
interface Step {
  line: number
  stack: string[]
  scopes: Scope[]
  returned?: string
}

const url = 'story.js'
const story = `function bill(cart) {
  const fee = 5
  var total = sum(cart)
  if (total > 15) {
    let total = 'inner'
    var note = 'big'
  }
  return note + total

  function sum(prices) {
    let result = fee
    for (const price of prices) result += price
    return result
  }
}
bill([4, 8])`
const lines = story.split('\n')

const blocks = new Set((await stepThrough()).map(render))
console.log(lines.map((text, index) => `${String(index + 1).padStart(4)}  ${text}`).join('\n'))
for (const [index, block] of [...blocks].entries()) console.log(`\n${String(index + 1).padStart(2)}  ${block}`)

async function stepThrough(): Promise<Step[]> {
  const stepper = new Worker(new URL('./trace/stepper.mjs', import.meta.url), {
    workerData: { url, line: lines.length },
  })
  await once(stepper, 'message')
  runInThisContext(story, { filename: url })
  stepper.postMessage('give me the steps')
  const [steps] = (await once(stepper, 'message')) as [Step[]]
  await stepper.terminate()
  return steps
}

function render({ line, stack, scopes, returned }: Step): string {
  const what = returned === undefined ? lines[line - 1]?.trim() : `returns ${returned}`
  const rows = [`line ${String(line).padEnd(2)}  ${what}`, row('stack', stack.join(' on '))]
  for (const scope of scopes) {
    const variables = scope.variables.map(
      ({ name, value }) => `${name} ${isDead(scope, name, value) ? '(dead)' : value}`,
    )
    rows.push(row(scope.type, variables.join(', ')))
  }
  return rows.join('\n')
}

// A debugger reports a variable in its dead zone as undefined. In this story no let or const ever holds undefined, so
// the keyword tells the two apart; `total` of the function itself is the var.
function isDead({ type }: Scope, name: string, value: string): boolean {
  const lexical = type === 'block' || (name !== 'total' && new RegExp(`(?:let|const) ${name}\\b`).test(story))
  return lexical && value === 'undefined'
}

function row(label: string, text: string): string {
  return `${label.padEnd(7)} ${text}`
}
