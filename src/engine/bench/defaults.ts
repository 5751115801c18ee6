/** What a benchmark gets where it does not say. */
export const DEFAULT_CONNECTIONS = 10
export const DEFAULT_ROUNDS = 3
export const DEFAULT_SECONDS = 2
