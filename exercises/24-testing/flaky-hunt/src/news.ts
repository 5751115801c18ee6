export interface NewsOptions {
  send: (retailer: string, text: string) => Promise<void>
  /** Gets each retailer who could not be told, and why. */
  onFailure?: (retailer: string, error: unknown) => void
}

/** Tells retailers what is new, behind the back of whoever asks for it. */
export function createNews({ send, onFailure = () => {} }: NewsOptions) {
  const underWay = new Set<Promise<void>>()
  const tell = async (retailer: string, text: string) => {
    try {
      await send(retailer, text)
    } catch (error) {
      onFailure(retailer, error)
    }
  }
  return {
    /** Comes back at once. Each retailer is told once, in any order; that one cannot be told keeps no other from it. */
    publish(text: string, retailers: readonly string[]): void {
      for (const retailer of retailers) {
        const telling = tell(retailer, text).finally(() => underWay.delete(telling))
        underWay.add(telling)
      }
    },
    /** Settles when everybody has been told of all that was published before, or could not be. Never rejects. */
    async done(): Promise<void> {
      await Promise.all(underWay)
    },
  }
}
