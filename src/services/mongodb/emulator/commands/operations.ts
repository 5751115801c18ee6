import { Long } from 'bson'
import type { Command, Operation, ServerState } from '../command.ts'
import type { Doc } from '../values/bson.ts'
import { matcherOf } from './read.ts'

const OPS: Record<string, string> = {
  find: 'query',
  getmore: 'getmore',
  insert: 'insert',
  update: 'update',
  delete: 'remove',
}
const OWN_FIELDS = ['currentOp', '$ownOps', '$all']

export function opOf(command: string): string {
  const name = command.toLowerCase()
  return Object.hasOwn(OPS, name) ? (OPS[name] ?? 'command') : 'command'
}

/** docs: "currentOp". What waits for something is still running when this one is answered. */
export function operationsInProgress({ operations, port }: ServerState): Doc[] {
  return [...operations.values()].map((operation) => described(operation, port))
}

function described({ id, name, namespace, body, connectionId, startedAt }: Operation, port: number): Doc {
  const micros = Math.round((performance.now() - startedAt) * 1000)
  const { $db: _db, lsid, ...command } = body
  return {
    type: 'op',
    host: `127.0.0.1:${port}`,
    desc: `conn${connectionId}`,
    connectionId,
    active: true,
    currentOpTime: new Date().toISOString(),
    opid: id,
    ...(lsid !== undefined && { lsid }),
    secs_running: Long.fromNumber(Math.floor(micros / 1e6)),
    microsecs_running: Long.fromNumber(micros),
    op: opOf(name),
    ns: namespace,
    command,
    numYields: 0,
    waitingForLock: false,
  }
}

export const currentOp: Command = ({ body }, state) => {
  const filter = Object.fromEntries(
    Object.entries(body).filter(
      ([key]) => !OWN_FIELDS.includes(key) && !/^(\$db|lsid|\$readPreference|\$clusterTime)$/.test(key),
    ),
  )
  return { inprog: operationsInProgress(state).filter(matcherOf(filter)) }
}
