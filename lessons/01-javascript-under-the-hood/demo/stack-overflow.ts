// The call stack has an edge, and you can stand on it.
//
// What to look for
//   1. going over the edge is an ordinary error that can be caught; a call in last position is a call like any other
//   2. the depth depends on the size of a frame: the more a function holds, the fewer of its calls fit
//   3. an async function runs on the caller's stack until its first await; what comes after starts from an empty stack
//   4. arguments lie on the stack too: spreading a long array into a call goes over the edge without any recursion
//   5. JSON.parse takes what a recursive function cannot walk; a loop with its plan on the heap has no such edge

console.log('1. Recursion without an end')
try {
  forever()
} catch (error) {
  if (!(error instanceof Error)) throw error
  console.log(`   caught: ${error.name}: ${error.message}`)
  console.log(`   instanceof RangeError: ${error instanceof RangeError}, and the process is still here`)
}

console.log(`   a call in last position, 100,000 deep: ${attempt(() => countDown(100_000))}`)

console.log('\n2. How deep it goes depends on the frame')
for (const locals of [0, 10, 100]) {
  const depth = depthWith(locals)
  console.log(`   ${String(locals).padStart(3)} local variables: ${String(depth).padStart(6)} calls   ${bar(depth)}`)
}

console.log('\n3. async alone does not leave the stack')
Error.stackTraceLimit = Number.POSITIVE_INFINITY
console.log(`   1,000 async calls, then a look:            ${await nest(1000)} frames on the stack`)
console.log(`   the same with an await before each call:   ${await nestAfterAwait(1000)} frame`)

console.log('\n4. Arguments are on the stack too')
const long = Array.from({ length: 500_000 }, (_, index) => index)
try {
  console.log(`   Math.max(...long) is ${Math.max(...long)}`)
} catch (error) {
  console.log(`   Math.max(...500,000 numbers): ${(error as Error).name}, and nothing called itself`)
}

console.log('\n5. The same walk with the plan on the heap')
let nested: unknown[] = []
for (let level = 1; level < 1_000_000; level += 1) nested = [nested]
const brackets = '['.repeat(100_000) + ']'.repeat(100_000)
const parsed: unknown[] = JSON.parse(brackets)
console.log(`   JSON.parse,  100,000 levels: ${parsed.length === 1 ? 'parsed' : 'not parsed'}`)
console.log(`   recursion,   100,000 levels: ${attempt(() => depthByRecursion(parsed))}`)
console.log(`   recursion, 1,000,000 levels: ${attempt(() => depthByRecursion(nested))}`)
console.log(`   a loop,    1,000,000 levels: ${attempt(() => depthByLoop(nested))}`)

function forever(): number {
  return forever() + 1
}

/** A tail call: nothing is left to do after it, so its frame could be used again. V8 does not do that. */
function countDown(from: number): number {
  return from === 0 ? 0 : countDown(from - 1)
}

/** Builds a function with so many variables, all of them alive across the call, and counts how often it can call itself. */
function depthWith(locals: number): number {
  const names = Array.from({ length: locals }, (_, index) => `v${index}`)
  const declare = names.map((name) => `let ${name} = depth;`).join(' ')
  const use = names.map((name) => ` + ${name}`).join('')
  return new Function(`
    let depth = 0
    function dive() { depth += 1; ${declare} dive(); return depth${use} }
    try { dive() } catch { return depth }
  `)() as number
}

async function nest(levels: number): Promise<number> {
  return levels > 1 ? await nest(levels - 1) : framesOf('nest')
}

async function nestAfterAwait(levels: number): Promise<number> {
  await undefined
  return levels > 1 ? await nestAfterAwait(levels - 1) : framesOf('nestAfterAwait')
}

/** Counts the frames of a function that are on the stack now. `at async` lines are history: they wait on the heap. */
function framesOf(name: string): number {
  const lines = new Error().stack?.split('\n') ?? []
  return lines.filter((line) => line.includes(`at ${name} (`)).length
}

function depthByRecursion(list: unknown[]): number {
  const [first] = list
  return Array.isArray(first) ? depthByRecursion(first) + 1 : 1
}

function depthByLoop(list: unknown[]): number {
  let depth = 1
  for (let [first] = list; Array.isArray(first); [first] = first) depth += 1
  return depth
}

function attempt(work: () => number): string {
  try {
    return work().toLocaleString('en')
  } catch (error) {
    return (error as Error).name
  }
}

function bar(depth: number): string {
  return '#'.repeat(Math.round(depth / 400))
}
