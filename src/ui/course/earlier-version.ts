/** Said of an exercise whose checks have changed since they passed. */
export const EARLIER_VERSION = 'passed an earlier version'
