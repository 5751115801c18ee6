import type { Doc } from '../values/bson.ts'

const PAGE = 256

interface Page {
  docs: (Doc | undefined)[]
  count: number
}

/**
 * The documents of a collection by number, in the order of the numbers, in pages of 256. A copy shares all pages; each
 * side copies a page before it first changes it.
 */
export class Documents {
  private pages: (Page | undefined)[] = []
  /** The pages that no copy has. */
  private own = new Set<Page>()
  private ownsList = true
  size = 0

  get(id: number): Doc | undefined {
    return this.pages[Math.floor(id / PAGE)]?.docs[id % PAGE]
  }

  set(id: number, doc: Doc): void {
    const page = this.writable(Math.floor(id / PAGE))
    if (page.docs[id % PAGE] === undefined) {
      page.count++
      this.size++
    }
    page.docs[id % PAGE] = doc
  }

  delete(id: number): void {
    if (this.get(id) === undefined) return
    const at = Math.floor(id / PAGE)
    const page = this.writable(at)
    page.docs[id % PAGE] = undefined
    this.size--
    if (--page.count > 0) return
    this.own.delete(page)
    this.pages[at] = undefined
  }

  copy(): Documents {
    const copy = new Documents()
    copy.pages = this.pages
    copy.size = this.size
    copy.ownsList = false
    this.ownsList = false
    this.own = new Set()
    return copy
  }

  *entries(): Generator<[number, Doc]> {
    for (let at = 0; at < this.pages.length; at++) {
      const docs = this.pages[at]?.docs
      if (!docs) continue
      for (let i = 0; i < docs.length; i++) {
        const doc = docs[i]
        if (doc) yield [at * PAGE + i, doc]
      }
    }
  }

  *keys(): Generator<number> {
    for (const [id] of this.entries()) yield id
  }

  *values(): Generator<Doc> {
    for (const [, doc] of this.entries()) yield doc
  }

  [Symbol.iterator](): Generator<[number, Doc]> {
    return this.entries()
  }

  private writable(at: number): Page {
    if (!this.ownsList) this.pages = this.pages.slice()
    this.ownsList = true
    const page = this.pages[at]
    if (page && this.own.has(page)) return page
    const fresh: Page = page ? { docs: page.docs.slice(), count: page.count } : { docs: [], count: 0 }
    this.pages[at] = fresh
    this.own.add(fresh)
    return fresh
  }
}
