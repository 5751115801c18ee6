/* mistake
wrong: It runs microtasks before ticks.
why: >-
  That is the order at the top level of an ES module, because the module itself is run by a microtask. A quick try in
  a module seems to prove it. In every other callback the ticks come first.
fails:
  - runs ticks before microtasks
  - prints what Node itself prints, for 300 generated programs
*/
export type Step =
  | { kind: 'print'; text: string }
  | { kind: 'spin'; ms: number }
  | { kind: 'nextTick'; run: Step[] }
  | { kind: 'microtask'; run: Step[] }
  | { kind: 'timer'; ms: number; run: Step[] }
  | { kind: 'immediate'; run: Step[] }

interface Timer {
  due: number
  run: Step[]
}

export function simulate(program: Step[]): string[] {
  const printed: string[] = []
  const ticks: Step[][] = []
  const microtasks: Step[][] = []
  let immediates: Step[][] = []
  let timers: Timer[] = []
  let now = 0

  perform(program)
  while (immediates.length > 0 || timers.length > 0) {
    checkPhase()
    if (immediates.length === 0) waitForTimer()
    timerPhase()
  }
  return printed

  function perform(callback: Step[]): void {
    for (const step of callback) take(step)
    while (ticks.length > 0 || microtasks.length > 0) {
      for (let job = microtasks.shift(); job; job = microtasks.shift()) job.forEach(take)
      for (let tick = ticks.shift(); tick; tick = ticks.shift()) tick.forEach(take)
    }
  }

  function take(step: Step): void {
    if (step.kind === 'print') printed.push(step.text)
    else if (step.kind === 'spin') now += step.ms
    else if (step.kind === 'nextTick') ticks.push(step.run)
    else if (step.kind === 'microtask') microtasks.push(step.run)
    else if (step.kind === 'immediate') immediates.push(step.run)
    else timers.push({ due: now + Math.max(1, step.ms), run: step.run })
  }

  function checkPhase(): void {
    const waiting = immediates
    immediates = []
    waiting.forEach(perform)
  }

  function waitForTimer(): void {
    now = Math.max(now, Math.min(...timers.map((timer) => timer.due)))
  }

  function timerPhase(): void {
    const due = timers.filter((timer) => timer.due <= now)
    timers = timers.filter((timer) => timer.due > now)
    due.sort((a, b) => a.due - b.due)
    for (const timer of due) perform(timer.run)
  }
}
