/** Does the work when its turn has come. */
export type Run = <T>(work: () => Promise<T>) => Promise<T>

export interface Turns {
  /** Up to `most` of these at once. */
  together: Run
  /** One at a time, and only while none of the others is under way or waiting. */
  alone: Run
  /** Takes no turn; only those who must be alone wait for it. */
  beside: Run
}

/** Who may work when. Whatever the work does, its turn ends with it. */
export function openTurns(most: number): Turns {
  const waiting: (() => void)[] = []
  const waitingForSilence: (() => void)[] = []
  let working = 0
  let beside = 0
  let isAlone = false

  const next = () => {
    while (working < most && !isAlone && waiting.length > 0) {
      working++
      waiting.shift()?.()
    }
    if (working + beside > 0 || isAlone || waitingForSilence.length === 0) return
    isAlone = true
    waitingForSilence.shift()?.()
  }
  const turn = (queue: (() => void)[]) => {
    const granted = new Promise<void>((resolve) => queue.push(resolve))
    next()
    return granted
  }

  return {
    async together(work) {
      await turn(waiting)
      try {
        return await work()
      } finally {
        working--
        next()
      }
    },
    async alone(work) {
      await turn(waitingForSilence)
      try {
        return await work()
      } finally {
        isAlone = false
        next()
      }
    },
    async beside(work) {
      beside++
      try {
        return await work()
      } finally {
        beside--
        next()
      }
    },
  }
}
