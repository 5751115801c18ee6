/* mistake
wrong: It runs the microtasks that are there, and leaves those that they add for after the next callback.
why: Phases work like that, and one expects the queues to. It is what keeps phases from starving each other; microtasks have no such guard.
fails:
  - empties both queues, what is added meanwhile included, before the next callback
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
  while (immediates.length + timers.length + ticks.length + microtasks.length > 0) {
    if (immediates.length + timers.length === 0) perform([])
    checkPhase()
    if (immediates.length === 0) waitForTimer()
    timerPhase()
  }
  return printed

  function perform(callback: Step[]): void {
    for (const step of callback) take(step)
    for (const tick of ticks.splice(0)) tick.forEach(take)
    for (const job of microtasks.splice(0)) job.forEach(take)
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
