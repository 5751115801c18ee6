/**
 * Where the assertion library keeps its matchers and states. Vitest keeps them in globals, which the judged code could
 * find and change: the build gives it this object in their place (scripts/build/fenced.mjs).
 */
export const store: object = {}
