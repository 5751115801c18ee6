/** What is known of images that others have built. */

export interface Base {
  entrypoint: string[] | undefined
  cmd: string[] | undefined
  user: string
  /** Programs that a health check or a start may use; undefined: nobody knows. */
  tools: Set<string> | undefined
  /** Names that USER may have; undefined: nobody knows. */
  users: Set<string> | undefined
}

const WITHOUT_NODE = /^(?:alpine|debian|ubuntu|busybox|nginx|scratch|base-debian\d+|static-debian\d+|static|base|cc)$/

export function baseOf(reference: string): Base {
  const { name, tag, path } = partsOf(reference)
  if (name === 'node' && /^(?:docker\.io\/)?(?:library\/)?node$/.test(path)) {
    const own = tag.includes('alpine') ? ['wget'] : tag.includes('slim') ? [] : ['curl', 'wget']
    return {
      entrypoint: ['docker-entrypoint.sh'],
      cmd: ['node'],
      user: '',
      tools: new Set(['node', 'npm', 'sh', ...own]),
      users: new Set(['root', 'node']),
    }
  }
  if (path.includes('distroless/')) {
    const isNode = name.startsWith('nodejs')
    return {
      entrypoint: isNode ? ['/nodejs/bin/node'] : undefined,
      cmd: undefined,
      user: tag.includes('nonroot') ? '65532' : '',
      tools: new Set([...(isNode ? ['node'] : []), ...(tag.includes('debug') ? ['sh', 'wget'] : [])]),
      users: new Set(['root', 'nonroot', 'nobody']),
    }
  }
  if (WITHOUT_NODE.test(name)) {
    const tools = name === 'scratch' ? [] : name === 'alpine' || name === 'busybox' ? ['sh', 'wget'] : ['sh']
    const users = new Set(['root', 'nobody'])
    return { entrypoint: undefined, cmd: undefined, user: '', tools: new Set(tools), users }
  }
  return { entrypoint: undefined, cmd: undefined, user: '', tools: undefined, users: undefined }
}

function partsOf(reference: string): { path: string; name: string; tag: string; digest: string } {
  const [named = '', digest = ''] = reference.split('@')
  const [, path = named, tag = ''] = /^(.*?)(?::([^:/]+))?$/.exec(named) ?? []
  return { path, name: path.split('/').at(-1) ?? path, tag, digest }
}

/** Why somebody who builds again next month may get another image; undefined where nothing of the kind is to be feared. */
export function unpinned(reference: string): string | undefined {
  const { name, tag, digest } = partsOf(reference)
  if (reference === 'scratch' || /^sha256:[0-9a-f]{64}$/.test(digest)) return undefined
  if (tag === '') return 'it names no tag, which means latest'
  if (tag === 'latest') return 'latest is whatever was pushed last'
  // `node:alpine3.22` says which Alpine, and any Node.
  const saysVersion = name === 'node' ? /^\d/.test(tag) : /\d/.test(tag) || /\d/.test(name)
  return saysVersion ? undefined : `the tag ${tag} says no version`
}
