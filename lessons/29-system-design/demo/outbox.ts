// An order is written to the database, and news of it goes to a queue. The process dies at each step in turn.
// Look for: orders without news, news without orders, and what arrives twice.
interface World {
  orders: Set<string>
  outbox: Set<string>
  queue: string[]
}

class Death extends Error {}

/** Runs steps one after the other, and dies before the step with this number. */
function run(steps: (() => void)[], diesBefore: number): void {
  for (const [index, step] of steps.entries()) {
    if (index === diesBefore) throw new Death()
    step()
  }
}

type Way = (world: World, diesBefore: number) => void

const ways: Record<string, Way> = {
  'commit, then send': ({ orders, queue }, diesBefore) => {
    run([() => orders.add('o-7'), () => queue.push('o-7')], diesBefore)
  },
  'send, then commit': ({ orders, queue }, diesBefore) => {
    run([() => queue.push('o-7'), () => orders.add('o-7')], diesBefore)
  },
  outbox: ({ orders, outbox, queue }, diesBefore) => {
    const commitBoth = () => {
      orders.add('o-7')
      outbox.add('o-7')
    }
    const relay = [() => queue.push('o-7'), () => outbox.delete('o-7')]
    run([commitBoth, ...relay], diesBefore)
  },
}

for (const [name, way] of Object.entries(ways)) {
  console.log(name)
  for (const diesBefore of [0, 1, 2]) {
    const world: World = { orders: new Set(), outbox: new Set(), queue: [] }
    try {
      way(world, diesBefore)
    } catch (error) {
      if (!(error instanceof Death)) throw error
    }
    // The process starts again, and its relay looks into the outbox.
    for (const order of world.outbox) world.queue.push(order)
    const order = world.orders.has('o-7')
    const news = world.queue.length
    const verdict = order === news > 0 ? (news > 1 ? 'twice: the inbox drops one' : 'fits') : 'DO NOT FIT'
    console.log(`   dies before step ${diesBefore + 1}: ${order ? 1 : 0} order, ${news} in the queue: ${verdict}`)
  }
}
