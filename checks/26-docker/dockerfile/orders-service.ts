/** The folder of the orders service as it lies on a laptop, and what the learner's Dockerfile makes of it. */
import { projectFiles } from 'backend-workbook/check'
import { type Build, build } from './build.ts'
import type { Files } from './files.ts'
import { readInstructions } from './instructions.ts'
import { type Stage, stageFromImage } from './stage.ts'

export const SECRETS = new Map([
  ['.env', 'PAYMENTS_KEY=key-of-the-mill\n'],
  ['.env.production', 'PAYMENTS_KEY=key-of-the-market\n'],
  ['tools/seed/.env', 'DATABASE_URL=postgres://market:password-of-the-market@db/market\n'],
  ['.npmrc', '//registry.npmjs.org/:_authToken=token-of-a-developer\n'],
])

export const FROM_LAPTOP = 'made on the laptop'

/** What no builder needs, in the words of the README. */
export const UNWANTED = new Map([
  ...[...SECRETS].filter(([path]) => path !== '.npmrc'),
  ['node_modules/express/index.js', FROM_LAPTOP],
  ['node_modules/.bin/tsc', FROM_LAPTOP],
  ['node_modules/typescript/bin/tsc', FROM_LAPTOP],
  ['tools/seed/node_modules/pg/index.js', FROM_LAPTOP],
  ['dist/server.js', FROM_LAPTOP],
  ['dist/baskets.js', FROM_LAPTOP],
  ['.git/HEAD', 'ref: refs/heads/main\n'],
  ['.git/objects/pack/pack-1.pack', 'history'],
])

const PACKAGE = JSON.stringify({
  ...{ name: 'orders-service', version: '1.0.0', private: true, type: 'module', main: 'dist/server.js' },
  scripts: { build: 'tsc -p tsconfig.json', start: 'node dist/server.js', test: 'node --test' },
  ...{ dependencies: { express: '^5.1.0' }, devDependencies: { typescript: '^5.9.0' } },
})

const WANTED = new Map([
  ['package.json', PACKAGE],
  ['package-lock.json', '{ "lockfileVersion": 3 }'],
  ['tsconfig.json', '{ "include": ["src"] }'],
  ['src/server.ts', 'the server'],
  ['src/orders.ts', 'the orders'],
  ['test/orders.test.ts', 'the tests'],
  ['tools/seed/seed.ts', 'a script'],
  ['.env.example', 'PAYMENTS_KEY=\n'],
])

/** Files of the learner's folder come on top: it may hold a health check of theirs. */
export function laptop(changes: Record<string, string> = {}): Files {
  const own = projectFiles({ hidden: true }).map(({ path, text }): [string, string] => [path, text])
  return new Map([...WANTED, ...own, ...UNWANTED, ...SECRETS, ...Object.entries(changes)])
}

/** What comes of the learner's Dockerfile, and of their .dockerignore. */
export function buildOrders(changes: Record<string, string> = {}): Build {
  const folder = laptop(changes)
  const dockerfile = folder.get('Dockerfile') ?? ''
  // A file of that name goes before the general one.
  const dockerignore = folder.get('Dockerfile.dockerignore') ?? folder.get('.dockerignore') ?? ''
  return build({ dockerfile, dockerignore, folder })
}

/** The final stage; one that has nothing where the Dockerfile has none. */
export function finalOf({ final }: Build): Stage {
  return final ?? stageFromImage(1, 'scratch')
}

/** `line 7: COPY . .`: how messages name what has written a layer. */
export function lineText(line: number): string {
  const source = laptop().get('Dockerfile') ?? ''
  const instruction = readInstructions(source).find((each) => each.line === line)
  return `line ${line}: ${instruction?.keyword ?? ''} ${instruction?.text.slice(0, 60) ?? ''}`
}

/** The paths that such files have in the layers of an image, with the line that wrote each. */
export function inLayers(stage: Stage, isWanted: (path: string, text: string) => boolean): string[] {
  return stage.layers.flatMap(({ line, files }) =>
    [...files].filter(([path, text]) => isWanted(path, text)).map(([path]) => `${path} (${lineText(line)})`),
  )
}
