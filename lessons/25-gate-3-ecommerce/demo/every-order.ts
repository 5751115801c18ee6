// Three events about one order arrive in each of the six possible sequences, and each event arrives twice.
// Look for: which of two programs ends with the same status whatever the sequence is.
type Status = 'pending' | 'paid' | 'refunded'
type Event = 'payment_failed' | 'payment_succeeded' | 'refund'

/** What really happened at the gateway, in this order: a decline, a payment, a refund. */
const EVENTS: Event[] = ['payment_failed', 'payment_succeeded', 'refund']

const LAST: Record<Event, Status> = { payment_failed: 'pending', payment_succeeded: 'paid', refund: 'refunded' }
const RANK: Status[] = ['pending', 'paid', 'refunded']

const programs: Record<string, (status: Status, event: Event) => Status> = {
  'the last event wins': (_status, event) => LAST[event],
  'only forward': (status, event) => (RANK.indexOf(LAST[event]) > RANK.indexOf(status) ? LAST[event] : status),
}

function sequences(events: Event[]): Event[][] {
  if (events.length === 0) return [[]]
  return events.flatMap((event) => sequences(events.filter((each) => each !== event)).map((rest) => [event, ...rest]))
}

const SHORT: Record<Event, string> = { payment_failed: 'failed', payment_succeeded: 'succeeded', refund: 'refund' }
const names = Object.keys(programs)
console.log(`${'arrives'.padEnd(30)}${names.map((name) => name.padEnd(22)).join('')}`)
for (const sequence of sequences(EVENTS)) {
  const ends = Object.values(programs).map((next) => {
    let status: Status = 'pending'
    for (const event of sequence) {
      status = next(status, event)
      status = next(status, event)
    }
    return status.padEnd(22)
  })
  console.log(
    `${sequence
      .map((event) => SHORT[event])
      .join(', ')
      .padEnd(30)}${ends.join('')}`.trimEnd(),
  )
}
