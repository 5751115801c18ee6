import type { ServerState } from '../../../src/services/mongodb/emulator/command.ts'
import { Cursors } from '../../../src/services/mongodb/emulator/cursors.ts'
import { dispatch } from '../../../src/services/mongodb/emulator/dispatch.ts'
import { errorReply } from '../../../src/services/mongodb/emulator/errors.ts'
import { Sessions } from '../../../src/services/mongodb/emulator/sessions.ts'
import { Catalog } from '../../../src/services/mongodb/emulator/storage/catalog.ts'
import { Snapshots } from '../../../src/services/mongodb/emulator/storage/snapshots.ts'

type Doc = Record<string, unknown>

/** The server without its socket: gives the reply to each command, an error's as well. */
export function commandRunner(): (command: Doc) => Promise<Doc> {
  const catalog = new Catalog()
  const sessions = new Sessions(catalog)
  const snapshots = new Snapshots(catalog)
  const state: ServerState = {
    port: 0,
    catalog,
    cursors: new Cursors(),
    sessions,
    snapshots,
    operations: new Map(),
    profiling: new Map(),
    startedAt: Date.now(),
  }
  return (command) => dispatch({ ...command, $db: command['$db'] ?? 'test' }, state, 1).catch(errorReply)
}
