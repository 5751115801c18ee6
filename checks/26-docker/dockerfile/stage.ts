/** What a stage of a build knows and has at one line of the Dockerfile. */

import type { Files } from './files.ts'
import { type Base, baseOf } from './images.ts'

export interface Layer {
  line: number
  /** What this line has written. It stays in the image, even where a later line removes it. */
  files: Files
}

export interface Step {
  line: number
  /** What a builder looks up in its cache. */
  key: string
  installs: ('ci' | 'install')[]
}

export interface Health {
  /** The words of the exec form, or the text for a shell. */
  command: string[] | string
}

export interface Stage {
  line: number
  /** The images of others that it is made of: its own base first. */
  external: { line: number; image: string }[]
  files: Files
  layers: Layer[]
  steps: Step[]
  env: Record<string, string | undefined>
  args: Record<string, string | undefined>
  user: string
  workdir: string
  /** Folders that this build has made by WORKDIR: what lies there is known. */
  workdirs: Set<string>
  users: Base['users']
  tools: Base['tools']
  entrypoint: string[] | string | undefined
  cmd: string[] | string | undefined
  /** CMD stands in this stage: a later ENTRYPOINT keeps it. */
  hasOwnCmd: boolean
  health: Health | undefined
  key: string
}

export function stageFromImage(line: number, image: string): Stage {
  const { entrypoint, cmd, user, users, tools } = baseOf(image)
  return {
    ...{ line, external: [{ line, image }], files: new Map(), layers: [], steps: [], env: {}, args: {} },
    ...{ user, workdir: '/', workdirs: new Set<string>(), hasOwnCmd: false, health: undefined, key: image },
    ...{ entrypoint, cmd, users: users && new Set(users), tools: tools && new Set(tools) },
  }
}

/** `FROM build`: everything is inherited but ARG. */
export function stageFromStage(line: number, parent: Stage): Stage {
  return {
    ...parent,
    ...{ line, external: [...parent.external], files: new Map(parent.files), layers: [...parent.layers] },
    ...{ steps: [...parent.steps], env: { ...parent.env }, args: {}, hasOwnCmd: false },
    ...{ workdirs: new Set(parent.workdirs), users: parent.users && new Set(parent.users) },
    tools: parent.tools && new Set(parent.tools),
  }
}
