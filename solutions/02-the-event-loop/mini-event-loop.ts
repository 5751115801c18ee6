/** A piece of a program. A list of them is what a function does, from its first line to its last. */
export type Step =
  /** `console.log(text)` */
  | { kind: 'print'; text: string }
  /** A loop that keeps the processor busy for so long: time passes, and nothing else can run. */
  | { kind: 'spin'; ms: number }
  /** `process.nextTick(() => { … })` */
  | { kind: 'nextTick'; run: Step[] }
  /** `queueMicrotask(() => { … })`; `promise.then(…)` on a promise that has settled does the same. */
  | { kind: 'microtask'; run: Step[] }
  /** `setTimeout(() => { … }, ms)`, where 0 counts as 1, as in Node */
  | { kind: 'timer'; ms: number; run: Step[] }
  /** `setImmediate(() => { … })` */
  | { kind: 'immediate'; run: Step[] }

interface Timer {
  due: number
  run: Step[]
}

/** What a program prints when it is the body of an I/O callback, as Node would print it. */
export function simulate(program: Step[]): string[] {
  const printed: string[] = []
  const ticks: Step[][] = []
  const microtasks: Step[][] = []
  let immediates: Step[][] = []
  /** One list for each delay. */
  const timers = new Map<number, Timer[]>()
  let now = 0

  perform(program)
  while (immediates.length > 0 || timers.size > 0) {
    checkPhase()
    if (immediates.length === 0 && timers.size > 0) waitForTimer()
    timerPhase()
  }
  return printed

  /** Calls one callback, and empties the two queues that belong to no phase before anything else gets a turn. */
  function perform(callback: Step[]): void {
    for (const step of callback) take(step)
    while (ticks.length > 0 || microtasks.length > 0) {
      for (let tick = ticks.shift(); tick; tick = ticks.shift()) tick.forEach(take)
      for (let job = microtasks.shift(); job; job = microtasks.shift()) job.forEach(take)
    }
  }

  function take(step: Step): void {
    if (step.kind === 'print') printed.push(step.text)
    else if (step.kind === 'spin') now += step.ms
    else if (step.kind === 'nextTick') ticks.push(step.run)
    else if (step.kind === 'microtask') microtasks.push(step.run)
    else if (step.kind === 'immediate') immediates.push(step.run)
    else setTimer(Math.max(1, step.ms), step.run)
  }

  function checkPhase(): void {
    const waiting = immediates
    // What is set from now on waits for the next check phase.
    immediates = []
    waiting.forEach(perform)
  }

  function setTimer(ms: number, run: Step[]): void {
    timers.set(ms, [...(timers.get(ms) ?? []), { due: now + ms, run }])
  }

  /** In the poll phase Node sleeps, when there is nothing to do, until the next timer is due. */
  function waitForTimer(): void {
    now = Math.max(now, nextList().due)
  }

  function timerPhase(): void {
    const began = now
    for (let list = nextList(); list.due <= began; list = nextList()) runList(list.ms, began)
  }

  /** The list whose first timer is due earliest. */
  function nextList(): { ms: number; due: number } {
    const firsts = [...timers].map(([ms, [first]]) => ({ ms, due: first?.due ?? Number.POSITIVE_INFINITY }))
    return firsts.reduce((a, b) => (b.due < a.due ? b : a), { ms: 0, due: Number.POSITIVE_INFINITY })
  }

  /** All that is due in it, before any other list gets a turn. What is set meanwhile is due later. */
  function runList(ms: number, began: number): void {
    for (let first = timers.get(ms)?.[0]; first && first.due <= began; first = timers.get(ms)?.[0]) {
      const rest = (timers.get(ms) ?? []).slice(1)
      if (rest.length === 0) timers.delete(ms)
      else timers.set(ms, rest)
      perform(first.run)
    }
  }
}
