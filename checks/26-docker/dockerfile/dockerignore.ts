/** What a .dockerignore keeps out of the build context: https://docs.docker.com/build/concepts/context/#dockerignore-files */

interface Rule {
  matches: RegExp
  keeps: boolean
}

/** Whether a path, relative to the context and with slashes, stays in it. */
export function readDockerignore(text: string): (path: string) => boolean {
  const rules = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .flatMap(ruleOf)
  return (path) => {
    const parents = path.split('/').map((_, index, parts) => parts.slice(0, index + 1).join('/'))
    // The last line that names it, or a folder that it is in, decides.
    const last = rules.findLast(({ matches }) => parents.some((parent) => matches.test(parent)))
    return last?.keeps ?? true
  }
}

function ruleOf(line: string): Rule[] {
  if (line.startsWith('#')) return []
  const trimmed = line.trim()
  const keeps = trimmed.startsWith('!')
  const pattern = cleanPath(trimmed.replace(/^!/, '').trim())
  return pattern === '' ? [] : [{ matches: expressionOf(pattern), keeps }]
}

/** As filepath.Clean of Go does, and without the slash in front. */
function cleanPath(pattern: string): string {
  const parts: string[] = []
  for (const part of pattern.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return parts.join('/')
}

/** `**` stands for any number of folders, `*` and `?` for what has no slash. */
function expressionOf(pattern: string): RegExp {
  let source = ''
  for (let at = 0; at < pattern.length; at++) {
    const rest = pattern.slice(at)
    const character = pattern.charAt(at)
    const group = /^\[(\^?)((?:\\.|[^\]\\])+)\]/.exec(rest)
    if (rest.startsWith('**')) {
      const slash = rest.charAt(2) === '/'
      source += slash ? '(?:.*/)?' : '.*'
      at += slash ? 2 : 1
    } else if (character === '*') source += '[^/]*'
    else if (character === '?') source += '[^/]'
    else if (group) {
      source += `[${group[1]}${group[2]?.replaceAll('[', '\\[')}]`
      at += group[0].length - 1
    } else {
      if (character === '\\' && at + 1 < pattern.length) at += 1
      source += pattern.charAt(at).replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
    }
  }
  return new RegExp(`^${source}$`)
}
