/** The names of the matchers that the checks of this process have used. */
export const usedMatchers = new Set<string>()
