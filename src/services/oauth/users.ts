/** Somebody who can log in at the provider, and what it says about them. */
export interface User {
  /** What is typed on the login page. Nothing that clients get to see. */
  login: string
  /** The provider's id of this user: the same at every login, whatever else changes. */
  sub: string
  claims: Record<string, unknown>
}

/** The users of one provider. */
export class Users {
  readonly #byLogin = new Map<string, User>()

  /** Adds a user, or replaces what is said about one. `sub` stays as it was, unless the claims name another. */
  put(login: string, { sub, ...claims }: Record<string, unknown>): User {
    const user = { login, sub: String(sub ?? this.#byLogin.get(login)?.sub ?? `sub-${login}`), claims }
    this.#byLogin.set(login, user)
    return user
  }

  byLogin(login: string): User | undefined {
    return this.#byLogin.get(login)
  }

  bySub(sub: string): User | undefined {
    return [...this.#byLogin.values()].find((user) => user.sub === sub)
  }

  logins(): string[] {
    return [...this.#byLogin.keys()]
  }
}
