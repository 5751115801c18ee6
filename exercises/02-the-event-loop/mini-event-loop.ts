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

/**
 * Says what a program prints, in order, without running it. The program is the body of an I/O callback: Node is in
 * its poll phase, all queues are empty, and the clock stands at 0.
 *
 * - Steps take no time, except `spin`. When all that is left is timers, the clock jumps to the next one.
 * - After each callback, the first one included: all ticks, then all microtasks, and again until both are empty.
 *   Those that are added meanwhile belong to it. A tick added by a microtask waits until the microtasks are empty.
 * - Then, in turn: the check phase runs the immediates that wait when it begins; the timer phase runs the timers that
 *   are due when it begins. What becomes due while the phase runs waits for the next round.
 * - Timers are kept in one list for each delay, in the order in which they were set. The timer phase takes the list whose
 *   first timer is due earliest, runs all timers of it that were due when the phase began, and then looks for the next
 *   such list. So a timer may run before one of another delay that was due earlier. You may assume that the first timers
 *   of two lists are never due at the same time.
 *
 * @example
 * simulate([
 *   { kind: 'microtask', run: [{ kind: 'print', text: 'second' }] },
 *   { kind: 'print', text: 'first' },
 * ]) // ['first', 'second']
 */
export function simulate(program: Step[]): string[] {
  return program.flatMap((step) => (step.kind === 'print' ? [step.text] : []))
}
