import type { ExerciseRef } from '../../engine/course/model.ts'
import type { Output } from '../../world.ts'
import type { Keys } from '../terminal/keys.ts'
import type { Look } from '../terminal/look.ts'
import { enterSecondScreen, paint } from '../terminal/second-screen.ts'
import type { ListDay, ListEntry } from './entries.ts'
import { drawList, type ListScreen, listHeight } from './screen.ts'
import { type ListRoom, type ListView, openListView, pressList, settleList } from './view.ts'

export interface ListRequest {
  days: ListDay[]
  /** Where the learner is: the exercise that is pointed at first. */
  at: ExerciseRef | undefined
  /** What Enter does, and q, in a word or two. */
  words: Pick<ListScreen, 'go' | 'leave'>
  /** Why Enter does not go there, in a line; undefined where it does. */
  refuses?: (entry: ListEntry) => string | undefined
  /** Starts an exercise again. Gives what there is now, and what was done, in a line. */
  reset: (entry: ListEntry) => Promise<ListNews>
}

/** What has changed while the list is open. */
export interface ListNews {
  days: ListDay[]
  message: string
}

interface Terminal {
  keys: Keys
  output: Output
  /** Asked again after each change of the terminal's size. */
  look: () => Look
}

export type ListEnd = { how: 'go'; entry: ListEntry } | { how: 'leave' | 'interrupted' }

/** The list on the terminal's second screen. What was printed before stays as it is. */
export class ListScreenDesk {
  readonly #request: ListRequest
  readonly #terminal: Terminal
  #days: ListDay[]
  #view: ListView
  #isOpen = true

  constructor(request: ListRequest, terminal: Terminal) {
    this.#request = request
    this.#terminal = terminal
    this.#days = request.days
    const closed: ListView = { filter: 'all', query: '', mode: 'choosing', at: request.at, top: 0, message: '' }
    this.#view = openListView(request.at, this.#room(closed))
  }

  /** Until the learner chooses one or leaves. */
  async run(): Promise<ListEnd> {
    const leave = enterSecondScreen(this.#terminal.output, this.#terminal.keys, () => this.#show(this.#view))
    try {
      this.#show(this.#view)
      for (;;) {
        const key = await this.#terminal.keys.next()
        if (key === undefined) return { how: 'leave' }
        const next = pressList(this.#view, key, this.#room(this.#view))
        if (!('act' in next)) this.#show(next)
        else if (next.act === 'interrupt') return { how: 'interrupted' }
        else if (next.act === 'leave') return { how: 'leave' }
        else if (next.act === 'reset') await this.#reset(next.entry)
        else {
          const why = this.#request.refuses?.(next.entry)
          if (why === undefined) return { how: 'go', entry: next.entry }
          this.#show({ ...this.#view, message: why })
        }
      }
    } finally {
      this.#isOpen = false
      leave()
    }
  }

  /** Shows what happened meanwhile. */
  tell({ days, message }: ListNews): void {
    this.#days = days
    if (this.#isOpen) this.#show({ ...this.#view, message })
  }

  async #reset(entry: ListEntry): Promise<void> {
    const news = await this.#request.reset(entry)
    this.#view = { ...this.#view, mode: 'choosing' }
    this.tell(news)
  }

  #show(view: ListView): void {
    const room = this.#room(view)
    this.#view = settleList(view, room)
    paint(this.#terminal.output, drawList(this.#view, room, this.#screen()))
  }

  #room(view: ListView): ListRoom {
    return { days: this.#days, height: listHeight(view, this.#days, this.#screen()) }
  }

  #screen(): ListScreen {
    const { output, look } = this.#terminal
    const now = look()
    const width = Math.min(now.width, Math.max(1, output.columns ?? 80))
    return { look: { ...now, width }, rows: Math.max(1, output.rows ?? 24), ...this.#request.words }
  }
}
