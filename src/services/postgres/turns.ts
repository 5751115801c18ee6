/** Lets one owner in at a time, in the order in which they came. */
export class Turns {
  #owner: object | undefined
  readonly #waiting: { owner: object; enter: () => void }[] = []

  isOf(owner: object): boolean {
    return this.#owner === owner
  }

  /** Waits for the turn; who has it already goes on. */
  take(owner: object): Promise<void> {
    if (this.#owner === undefined || this.#owner === owner) {
      this.#owner = owner
      return Promise.resolve()
    }
    return new Promise((enter) => this.#waiting.push({ owner, enter }))
  }

  end(owner: object): void {
    if (this.#owner !== owner) return
    const next = this.#waiting.shift()
    this.#owner = next?.owner
    next?.enter()
  }
}
