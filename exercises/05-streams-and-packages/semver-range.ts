/**
 * Says whether a version lies in a range, as npm does.
 *
 * A version is `major.minor.patch` with an optional `-prerelease` (identifiers joined by dots) and an optional `+build`,
 * which is ignored. No number begins with a needless 0. What is no version lies in no range.
 *
 * A range is one or more sets joined by `||`; a version lies in it when it lies in one of them. A set is one or more of
 * these with spaces between them, and all must hold. A version in a range may be partial: `1.2`, `1`, `1.x`, `1.2.*`, `*`.
 *
 * - `1.2.3` and `=1.2.3`, `<`, `<=`, `>`, `>=`; `1.2` and `1.2.x` mean any patch of 1.2, `*` and '' any version.
 *   Comparing with a partial version compares with all it stands for: `>1.2` begins at 1.3.0, `<=1.2` ends before 1.3.0.
 * - `^1.2.3` allows what keeps the left-most number that is not 0: up to 2.0.0, `^0.2.3` up to 0.3.0, `^0.0.3` only 0.0.3.
 *   What is not given is free: `^0.0` goes up to 0.1.0, `^0` up to 1.0.0.
 * - `~1.2.3` allows new patches: up to 1.3.0. `~1.2` the same from 1.2.0, `~1` up to 2.0.0.
 * - `1.2.3 - 2.3.4` means `>=1.2.3 <=2.3.4`; `1.2 - 2.3` means `>=1.2.0 <2.4.0`. It is a set of its own.
 *
 * A prerelease comes before its version: 1.0.0-alpha < 1.0.0-alpha.1 < 1.0.0-alpha.beta < 1.0.0-beta.2 < 1.0.0-beta.11
 * < 1.0.0. It lies in a set only if a version in that set has the same three numbers and a prerelease too: 1.2.3-beta.2
 * lies in `^1.2.3-beta.1`, while 1.2.4-beta.1 and 2.0.0-rc.1 do not.
 *
 * Spaces behind an operator do not count. Whatever is not of this form is no range, and no version lies in it.
 *
 * @example
 * satisfies('1.10.0', '^1.9.2')   // true
 * satisfies('0.3.0', '^0.2.1')    // false
 */
export function satisfies(version: string, range: string): boolean {
  return range === '*' || version === range
}

/**
 * The highest of the versions that lies in the range, as it stands in the list, or undefined. The list stays as it is. This is what `npm install`
 * picks when there is no lock file (nearly: it prefers the version tagged `latest`).
 *
 * @example
 * maxSatisfying(['1.9.0', '1.10.0', '2.0.0'], '^1.0.0')   // '1.10.0'
 */
export function maxSatisfying(versions: string[], range: string): string | undefined {
  return versions.find((version) => satisfies(version, range))
}
