import type { Command } from '../command.ts'
import { aggregate } from './aggregate.ts'
import { remove, update } from './change.ts'
import { collMod, create, drop, dropDatabase, listCollections, listDatabases, renameCollection } from './collections.ts'
import { collStats, dbStats, emptyLog, getParameter, replSetGetStatus, serverStatus } from './diagnostics.ts'
import { explain } from './explain.ts'
import { findAndModify } from './find-and-modify.ts'
import { buildInfo, connectionStatus, endSessions, hello, noAuthentication, ping } from './handshake.ts'
import { createIndexes, dropIndexes, listIndexes } from './indexes.ts'
import { insert } from './insert.ts'
import { currentOp } from './operations.ts'
import { profile } from './profile.ts'
import { count, distinct, find, getMore, killCursors } from './read.ts'
import { abortTransaction, commitTransaction } from './transactions.ts'

/** Every command, by its name in lower case. */
export const COMMANDS: Record<string, Command> = {
  hello,
  ismaster: hello,
  ping,
  buildinfo: buildInfo,
  connectionstatus: connectionStatus,
  saslstart: noAuthentication,
  saslcontinue: noAuthentication,
  authenticate: noAuthentication,
  logout: ping,
  endsessions: endSessions,
  killsessions: endSessions,
  refreshsessions: ping,

  find,
  getmore: getMore,
  killcursors: killCursors,
  count,
  distinct,
  aggregate,
  explain,

  insert,
  update,
  delete: remove,
  findandmodify: findAndModify,

  create,
  drop,
  dropdatabase: dropDatabase,
  renamecollection: renameCollection,
  collmod: collMod,
  listcollections: listCollections,
  listdatabases: listDatabases,

  createindexes: createIndexes,
  listindexes: listIndexes,
  dropindexes: dropIndexes,
  deleteindexes: dropIndexes,

  committransaction: commitTransaction,
  aborttransaction: abortTransaction,

  currentop: currentOp,
  profile,
  serverstatus: serverStatus,
  dbstats: dbStats,
  collstats: collStats,
  replsetgetstatus: replSetGetStatus,
  getparameter: getParameter,
  getlog: emptyLog,
}
