/** Takes up work one after another, and says whether one has to wait. */
export interface Turn {
  <T>(work: () => Promise<T>): Promise<T>
  readonly isBusy: boolean
}

export function inTurn(): Turn {
  let last: Promise<unknown> = Promise.resolve()
  let count = 0
  const turn = <T>(work: () => Promise<T>): Promise<T> => {
    count++
    const done = last.then(work).finally(() => {
      count--
    })
    last = done.catch(() => undefined)
    return done
  }
  return Object.defineProperty(turn, 'isBusy', { get: () => count > 0 }) as Turn
}
