/** Commands of MongoDB 7.0's manual that the stand-in lacks: it says so, where a wrong name gets "no such command". */
const NAMES = `
  mapReduce planCacheClear planCacheClearFilters planCacheListFilters planCacheSetFilter
  createUser dropAllUsersFromDatabase dropUser grantRolesToUser revokeRolesFromUser updateUser usersInfo
  createRole dropRole dropAllRolesFromDatabase grantPrivilegesToRole grantRolesToRole invalidateUserCache
  revokePrivilegesFromRole revokeRolesFromRole rolesInfo updateRole
  applyOps replSetAbortPrimaryCatchUp replSetFreeze replSetGetConfig replSetInitiate replSetMaintenance
  replSetReconfig replSetResizeOplog replSetStepDown replSetSyncFrom
  killAllSessions killAllSessionsByPattern startSession
  cloneCollectionAsCapped compact convertToCapped dropConnections filemd5 fsync fsyncUnlock
  getDefaultRWConcern getAuditConfig getClusterParameter killOp logRotate reIndex rotateCertificates
  setFeatureCompatibilityVersion setIndexCommitQuorum setParameter setClusterParameter setDefaultRWConcern
  shutdown setUserWriteBlockMode
  connPoolStats dataSize dbHash getCmdLineOpts hostInfo listCommands lockInfo top validate
  validateDBMetadata whatsmyuri createSearchIndexes dropSearchIndex updateSearchIndex logApplicationMessage
`

export const REFUSED_COMMANDS = new Set(NAMES.trim().toLowerCase().split(/\s+/))
