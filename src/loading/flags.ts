import nodeModule from 'node:module'

/** Since Node.js 22.15. */
export const hasHooks = 'registerHooks' in nodeModule

/** Node flags of a process that opens a loader. Learners need not hear of what is experimental about them. */
export const LOADER_FLAGS: string[] = hasHooks
  ? []
  : ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning']
