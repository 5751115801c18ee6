export const ROLES = ['member', 'admin', 'owner'] as const

export type Role = (typeof ROLES)[number]

/** Each may do what those before it may. */
export const isAtLeast = (role: Role, needed: Role) => ROLES.indexOf(role) >= ROLES.indexOf(needed)
