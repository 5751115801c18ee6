import type { Command } from '../command.ts'
import { ServerError } from '../errors.ts'
import { toBoolean } from '../values/bson.ts'

export const VERSION = '7.0.0'

/** Looks like the primary of a replica set of one, so that drivers allow transactions and change streams. */
export const hello: Command = ({ body, connectionId, name }, { port }) => {
  const me = `127.0.0.1:${port}`
  return {
    ...(toBoolean(body['helloOk']) && { helloOk: true }),
    ...(name.toLowerCase() === 'hello' ? { isWritablePrimary: true } : { ismaster: true }),
    secondary: false,
    setName: 'rs0',
    setVersion: 1,
    hosts: [me],
    primary: me,
    me,
    maxBsonObjectSize: 16_777_216,
    maxMessageSizeBytes: 48_000_000,
    maxWriteBatchSize: 100_000,
    localTime: new Date(),
    logicalSessionTimeoutMinutes: 30,
    connectionId,
    minWireVersion: 0,
    maxWireVersion: 21,
    readOnly: false,
  }
}

export const ping: Command = () => ({})

export const buildInfo: Command = () => ({
  version: VERSION,
  versionArray: [7, 0, 0, 0],
  gitVersion: 'emulated',
  modules: [],
  storageEngines: ['memory'],
  bits: 64,
  debug: false,
  maxBsonObjectSize: 16_777_216,
})

export const connectionStatus: Command = () => ({
  authInfo: { authenticatedUsers: [], authenticatedUserRoles: [], authenticatedUserPrivileges: [] },
})

export const noAuthentication: Command = () => {
  throw new ServerError(
    18,
    'Authentication failed. The built-in stand-in for MongoDB has no users: leave name and password out of the address.',
  )
}

export const endSessions: Command = ({ body, name }, { sessions }) => {
  sessions.end(body[name])
  return {}
}
