import type { Message, Messages, Rooms } from '../../../exercises/22-realtime-and-queues/chat.ts'

/** Who is in which room: a check changes it at any time. */
export class FakeRooms implements Rooms {
  readonly members = new Set<string>()
  fails = false
  /** Called while `isMember` knows its answer, and has not given it yet. */
  whileAsking: () => Promise<void> = async () => undefined

  add(room: string, ...users: string[]): void {
    for (const user of users) this.members.add(`${user} in ${room}`)
  }

  remove(room: string, user: string): void {
    this.members.delete(`${user} in ${room}`)
  }

  readonly isMember: Rooms['isMember'] = async (user, room) => {
    if (this.fails) throw new Error('the database is away')
    const isMember = this.members.has(`${user} in ${room}`)
    const { whileAsking } = this
    this.whileAsking = async () => undefined
    await whileAsking()
    return isMember
  }
}

export class FakeMessages implements Messages {
  readonly kept: (Message & { key: string })[] = []
  fails = false
  /** Called while `after` has read, and has not answered yet. */
  whileReading: () => Promise<void> = async () => undefined

  readonly add: Messages['add'] = async ({ room, from, text, key }) => {
    if (this.fails) throw new Error('the database is away')
    const known = this.kept.find((each) => each.from === from && each.key === key)
    const row = known ?? { id: this.kept.length + 1, room, from, text, key }
    if (!known) this.kept.push(row)
    return { message: { id: row.id, room: row.room, from: row.from, text: row.text }, isNew: !known }
  }

  readonly after: Messages['after'] = async (room, id) => {
    if (this.fails) throw new Error('the database is away')
    const rows = this.kept.filter((each) => each.room === room && each.id > id)
    const { whileReading } = this
    this.whileReading = async () => undefined
    await whileReading()
    return rows.map(({ key, ...message }) => message)
  }
}
