import type { IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Body } from './body.ts'
import type { Desk, Fault, SeenRequest } from './desk.ts'

interface Circumstances {
  fault: Fault | undefined
  desk: Desk
  incoming: IncomingMessage
}

/** A body that is counted as it comes, and goes wrong where a fault says so. */
export async function* metered(
  body: Body,
  seen: SeenRequest,
  { fault, desk, incoming }: Circumstances,
): AsyncGenerator<Buffer> {
  let hold = fault && 'holdAfter' in fault ? fault.holdAfter : Number.POSITIVE_INFINITY
  for await (const chunk of body) {
    seen.bytes += chunk.length
    if (fault && 'slow' in fault) await sleep(fault.slow)
    if (seen.bytes >= hold) {
      await Promise.race([desk.held, gone(incoming)])
      hold = Number.POSITIVE_INFINITY
    }
    if (fault && 'cutAfter' in fault && seen.bytes >= fault.cutAfter) {
      incoming.destroy()
      return
    }
    yield chunk
  }
}

function gone(incoming: IncomingMessage): Promise<void> {
  return new Promise((resolve) => incoming.once('close', resolve))
}
