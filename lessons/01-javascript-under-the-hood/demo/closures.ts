// A closure is a function and the variables around it: those variables themselves, not their values of that day.
//
// What to look for
//   1. two counters from one function share code and nothing else
//   2. a closure sees later changes of a variable
//   3. three callbacks made in a loop: with var they share one variable, with let each turn has its own

console.log('1. A counter')
const tickets = createCounter()
const orders = createCounter()
console.log(`   tickets ${tickets()}, ${tickets()}, ${tickets()}`)
console.log(`   orders  ${orders()}`)
console.log(`   what can be reached from outside: ${JSON.stringify(Object.keys(tickets))}`)

console.log('\n2. The variable, not the value')
let rate = 0.19
const withTax = (net: number) => net + net * rate
console.log(`   at ${rate}: ${withTax(100)}`)
rate = 0.07
console.log(`   at ${rate}: ${withTax(100)}`)

console.log('\n3. Callbacks made in a loop')
const shared: (() => number)[] = []
// biome-ignore lint/correctness/noInnerDeclarations: the var that belongs to nobody in particular is the point
for (var turn = 0; turn < 3; turn += 1) shared.push(() => turn)
const own: (() => number)[] = []
for (let turn = 0; turn < 3; turn += 1) own.push(() => turn)
console.log(`   var: ${shared.map((call) => call())}`)
console.log(`   let: ${own.map((call) => call())}`)

function createCounter() {
  let count = 0
  return () => {
    count += 1
    return count
  }
}
