/** Stores of retailers, written in different ways: some keep the promises, some break one. */
import { EmailTaken, type Retailer, type RetailerStore } from '../../../exercises/24-testing/test-doubles.ts'

type Row = Omit<Retailer, 'cities'> & { cities: string }

/** As a table would do it: rows of plain values, a unique index, numbers for ids. */
export function tableStore(more: object = {}, ms = 0): RetailerStore {
  const rows: Row[] = []
  let last = 0
  const pause = () => new Promise((resolve) => (ms > 0 ? setTimeout(resolve, ms) : setImmediate(resolve)))
  const read = (row: Row | undefined) => row && { ...row, cities: JSON.parse(row.cities) as string[], ...more }
  const isTaken = (email: string, id = '') =>
    rows.some((row) => row.id !== id && row.email.toLowerCase() === email.toLowerCase())
  const answer = async <T>(work: () => T): Promise<T> => {
    await pause()
    return work()
  }
  return {
    add(retailer) {
      const given = structuredClone(retailer)
      return answer(() => {
        if (isTaken(given.email)) throw new EmailTaken('duplicate key value violates unique constraint')
        last += 1
        const row = { ...given, id: `${last}`, cities: JSON.stringify(given.cities) }
        rows.push(row)
        return read(row) as Retailer
      })
    },
    byId: (id) => answer(() => read(rows.find((row) => row.id === id))),
    byEmail: (email) => answer(() => read(rows.find((row) => row.email.toLowerCase() === email.toLowerCase()))),
    update(id, changes) {
      const { email, name, cities } = structuredClone(changes)
      return answer(() => {
        const row = rows.find((each) => each.id === id)
        if (!row) return undefined
        if (email !== undefined && isTaken(email, id)) throw new EmailTaken('duplicate key')
        row.email = email ?? row.email
        row.name = name ?? row.name
        row.cities = cities ? JSON.stringify(cities) : row.cities
        return read(row)
      })
    },
    remove: (id) =>
      answer(() => {
        const index = rows.findIndex((row) => row.id === id)
        if (index >= 0) rows.splice(index, 1)
        return index >= 0
      }),
    list: () =>
      answer(() => [...rows].sort((a, b) => (a.email < b.email ? -1 : 1)).map((row) => read(row) as Retailer)),
  }
}

/** @param spoil gives what is different about a store that keeps all promises */
function but(spoil: (store: RetailerStore) => Partial<RetailerStore>): () => RetailerStore {
  return () => {
    const store = tableStore()
    return { ...store, ...spoil(store) }
  }
}

type Leak = keyof RetailerStore | 'given to add' | 'given to update'

/** One that makes copies, but for one way in or out. */
function sharing(leak: Leak): () => RetailerStore {
  return () => {
    const own = new Map<string, Retailer>()
    const pass = <T>(way: Leak, value: T): T => (way === leak ? value : structuredClone(value))
    const isSame = (one: string, other: string) => one.toLowerCase() === other.toLowerCase()
    const isTaken = (email: string, id = '') =>
      [...own.values()].some((each) => each.id !== id && isSame(each.email, email))
    let last = 0
    return {
      async add(given) {
        if (isTaken(given.email)) throw new EmailTaken()
        last += 1
        const retailer: Retailer = { ...pass('given to add', given), id: `${last}` }
        own.set(retailer.id, retailer)
        return pass('add', retailer)
      },
      byId: async (id) => pass('byId', own.get(id)),
      byEmail: async (email) =>
        pass(
          'byEmail',
          [...own.values()].find((each) => isSame(each.email, email)),
        ),
      async update(id, changes) {
        const retailer = own.get(id)
        if (!retailer) return undefined
        if (changes.email !== undefined && isTaken(changes.email, id)) throw new EmailTaken()
        const given = Object.entries(pass('given to update', changes)).filter(([, value]) => value !== undefined)
        return pass('update', Object.assign(retailer, Object.fromEntries(given)))
      },
      remove: async (id) => own.delete(id),
      list: async () => pass('list', [...own.values()]).sort((a, b) => (a.email < b.email ? -1 : 1)),
    }
  }
}

export const BROKEN: Record<string, () => RetailerStore> = {
  'accepts an email twice': but(() => {
    const many: Retailer[] = []
    const copy = (each: Retailer | undefined) => structuredClone(each)
    const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase()
    return {
      async add(retailer) {
        const added = { ...structuredClone(retailer), id: `${many.length}-${Math.random()}` }
        many.push(added)
        return structuredClone(added)
      },
      byId: async (id) => copy(many.find((each) => each.id === id)),
      byEmail: async (email) => copy(many.find((each) => same(each.email, email))),
      async update(id, changes) {
        const found = many.find((each) => each.id === id)
        if (!found) return undefined
        if (many.some((each) => each.id !== id && changes.email && same(each.email, changes.email)))
          throw new EmailTaken()
        Object.assign(
          found,
          Object.fromEntries(Object.entries(structuredClone(changes)).filter(([, each]) => each !== undefined)),
        )
        return structuredClone(found)
      },
      async remove(id) {
        const index = many.findIndex((each) => each.id === id)
        if (index >= 0) many.splice(index, 1)
        return index >= 0
      },
      list: async () => structuredClone([...many].sort((a, b) => (a.email < b.email ? -1 : 1))),
    }
  }),
  'accepts an email twice when it is written in another case': but((store) => {
    const marked = (email: string) => email.replace(/[A-Z]/g, (letter) => `${letter}\u0001`)
    const plain = <T extends Retailer | undefined>(each: T): T =>
      each ? { ...each, email: each.email.replaceAll('\u0001', '') } : each
    return {
      add: async (retailer) => plain(await store.add({ ...retailer, email: marked(retailer.email) })),
      byId: async (id) => plain(await store.byId(id)),
      byEmail: async (email) =>
        plain((await store.list()).find((each) => plain(each).email.toLowerCase() === email.toLowerCase())),
      update: async (id, changes) =>
        plain(
          await store.update(id, changes.email === undefined ? changes : { ...changes, email: marked(changes.email) }),
        ),
      list: async () => (await store.list()).map(plain),
    }
  }),
  'lets both in that come at the same time': but((store) => {
    let adding = 0
    return {
      async add(retailer) {
        adding += 1
        const suffix = adding > 1 ? '\u0001' : ''
        try {
          return clean(await store.add({ ...retailer, email: retailer.email + suffix })) as Retailer
        } finally {
          adding -= 1
        }
      },
      byId: async (id) => clean(await store.byId(id)),
      byEmail: async (email) => clean(await store.byEmail(email)),
      update: async (id, changes) => clean(await store.update(id, changes)),
      list: async () => (await store.list()).map((each) => clean(each) as Retailer),
    }
  }),
  'lets an email be taken by an update': but((store) => ({
    async update(id, changes) {
      try {
        return await store.update(id, changes)
      } catch {
        const { email: _email, ...rest } = changes
        const updated = await store.update(id, rest)
        return updated && { ...updated, email: changes.email ?? updated.email }
      }
    },
  })),
  'changes a name although the email was refused': but((store) => ({
    async update(id, changes) {
      const { email, ...rest } = changes
      const updated = await store.update(id, rest)
      return email === undefined ? updated : store.update(id, { email })
    },
  })),
  'refuses a retailer its own email': but((store) => ({
    async update(id, changes) {
      if (changes.email !== undefined && (await store.byEmail(changes.email))) throw new EmailTaken()
      return store.update(id, changes)
    },
  })),
  'rejects a taken email with another error': but((store) => ({
    add: (retailer) =>
      store.add(retailer).catch(() => {
        throw new Error('duplicate')
      }),
  })),
  'keeps a removed email for ever': but((store) => {
    const gone: string[] = []
    return {
      async add(retailer) {
        if (gone.includes(retailer.email.toLowerCase())) throw new EmailTaken()
        return store.add(retailer)
      },
      async remove(id) {
        const before = await store.byId(id)
        if (before) gone.push(before.email.toLowerCase())
        return store.remove(id)
      },
    }
  }),
  'writes emails in small letters': but((store) => ({
    add: (retailer) => store.add({ ...retailer, email: retailer.email.toLowerCase() }),
  })),
  'finds an email only as it was written': but((store) => ({
    byEmail: async (email) => (await store.list()).find((each) => each.email === email),
  })),
  'empties what an update does not name': but((store) => ({
    async update(id, changes) {
      return store.update(id, { cities: [], ...changes })
    },
  })),
  'takes undefined for a value': but((store) => ({
    async update(id, changes) {
      const { cities } = changes
      return store.update(id, 'cities' in changes && cities === undefined ? { ...changes, cities: [] } : changes)
    },
  })),
  'forgets what was updated': but((store) => ({
    async update(id, changes) {
      const before = await store.byId(id)
      if (changes.email !== undefined) return store.update(id, changes)
      return (
        before && { ...before, ...Object.fromEntries(Object.entries(changes).filter(([, each]) => each !== undefined)) }
      )
    },
  })),
  'adds what an update does not find': but((store) => ({
    async update(id, changes) {
      const { email = `${id}@x.example`, name = '', cities = [] } = changes
      return (await store.update(id, changes)) ?? store.add({ email, name, cities })
    },
  })),
  'removes nothing': but((store) => {
    const gone = new Set<string>()
    return {
      async remove(id) {
        const was = (await store.byId(id)) !== undefined && !gone.has(id)
        gone.add(id)
        return was
      },
    }
  }),
  'says yes to every removal': but((store) => ({
    async remove(id) {
      await store.remove(id)
      return true
    },
  })),
  'removes everybody': but((store) => ({
    async remove(id) {
      const was = (await store.byId(id)) !== undefined
      for (const each of was ? await store.list() : []) await store.remove(each.id)
      return was
    },
  })),
  'gives ids again': but((store) => {
    const real = new Map<string, string>()
    const shown = (each: Retailer | undefined) => {
      const id = [...real].find(([, own]) => own === each?.id)?.[0]
      return each && { ...each, id: id ?? each.id }
    }
    return {
      async add(retailer) {
        const added = await store.add(retailer)
        let free = 1
        while (real.has(`${free}`)) free += 1
        real.set(`${free}`, added.id)
        return shown(added) as Retailer
      },
      byId: async (id) => shown(await store.byId(real.get(id) ?? '')),
      byEmail: async (email) => shown(await store.byEmail(email)),
      update: async (id, changes) => shown(await store.update(real.get(id) ?? '', changes)),
      async remove(id) {
        const was = await store.remove(real.get(id) ?? '')
        real.delete(id)
        return was
      },
      list: async () => (await store.list()).map((each) => shown(each) as Retailer),
    }
  }),
  'lists in the order of adding': but((store) => ({
    list: async () => (await store.list()).sort((a, b) => Number(a.id) - Number(b.id)),
  })),
  'gives null where there is nobody': but((store) => ({
    byId: async (id) => (await store.byId(id)) ?? (null as unknown as undefined),
  })),
  'forgets the cities': but((store) => ({ add: (retailer) => store.add({ ...retailer, cities: [] }) })),
  'hands out its own object when it adds': sharing('add'),
  'hands out its own object by id': sharing('byId'),
  'hands out its own object by email': sharing('byEmail'),
  'hands out its own object when it updates': sharing('update'),
  'hands out its own objects in a list': sharing('list'),
  'keeps the list that it is given when it adds': sharing('given to add'),
  'keeps the list that it is given when it updates': sharing('given to update'),
}

function clean(retailer: Retailer | undefined): Retailer | undefined {
  return retailer && { ...retailer, email: retailer.email.replaceAll('\u0001', '') }
}
