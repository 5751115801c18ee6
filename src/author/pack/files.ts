import { compilerOptions } from '../../engine/workbook/compiler-options.ts'
import { ROOMS } from '../new-day.ts'

/** The files of a new course: what npm, editors and CI need around a first day. */
export interface NewPack {
  /** Of the package and of its command. */
  name: string
  title: string
  /** What package.json asks npm for, to get this tool. */
  tool: { name: string; source: string; node: string }
  /** Versions of what proves types and lint. */
  provers: Record<string, string>
}

export function packFiles(pack: NewPack): Record<string, string> {
  const { name } = pack
  return {
    'package.json': json(manifest(pack)),
    [`bin/${name}.cjs`]: command(pack),
    'course.yaml': plan(pack),
    'README.md': readme(pack),
    'tsconfig.json': json(TSCONFIG),
    'biome.json': json(BIOME),
    '.gitignore': 'node_modules/\nworkbook/\n*.tgz\n',
    '.github/workflows/ci.yml': WORKFLOW,
  }
}

/** Of a package's folders, what its learners need. */
export const SHIPPED = ['bin', 'course.yaml', ...ROOMS]

function manifest({ name, title, tool, provers }: NewPack): object {
  return {
    name,
    version: '0.1.0',
    description: title,
    type: 'module',
    engines: { node: tool.node },
    bin: { [name]: `bin/${name}.cjs` },
    files: SHIPPED,
    scripts: { test: `node bin/${name}.cjs author check` },
    dependencies: { [tool.name]: tool.source },
    devDependencies: provers,
  }
}

function command({ tool }: NewPack): string {
  return `#!/usr/bin/env node
require('${tool.name}/pack').run(require('node:path').dirname(__dirname))
`
}

function plan({ title, tool }: NewPack): string {
  return `# yaml-language-server: $schema=node_modules/${tool.name}/schema/course.schema.json
title: ${JSON.stringify(title)}
prose:
  words: [300, 2500] # how long a lesson is, outside code
phases:
  - id: 1
    title: First steps
    days: [1]
roadmap:
  - phase: 1
    title: First steps
    topics: [first-topic]
`
}

function readme({ name, title }: NewPack): string {
  return `# ${title}

Learn it by doing: lessons to read, exercises that hidden checks judge, and a record of what you have proved.

\`\`\`bash
npx ${name} day 1
\`\`\`

## For its authors

\`\`\`bash
npm install && npm test      # proves every day: starters fail, solutions pass, wrong answers are caught
\`\`\`

| command | does |
|---|---|
| \`npx ${name} author new 2 <slug>\` | begins a day |
| \`npx ${name} author check 1\` | says what of a day is left to do, or wrong |
| \`npx ${name} author mistake 1/first <name>\` | writes a wrong answer, as people really get it wrong |
| \`npx ${name} author pack\` | makes the tarball that \`npm publish\` would take |
`
}

const TSCONFIG = { compilerOptions, exclude: ['node_modules', 'workbook'] }

const BIOME = {
  files: { ignoreUnknown: true, includes: ['**', '!**/*.md', '!**/*.yaml', '!**/*.yml'] },
  formatter: { indentStyle: 'space', lineWidth: 120 },
  javascript: { formatter: { quoteStyle: 'single', semicolons: 'asNeeded' } },
}

const WORKFLOW = `# What must hold before a change is taken: every day is proved, on the oldest and on a current Node.js.
name: CI

on:
  push:
    branches: [main]
  pull_request:

permissions:
  contents: read

jobs:
  proof:
    name: Node \${{ matrix.node }}
    runs-on: ubuntu-24.04
    timeout-minutes: 30
    strategy:
      matrix:
        node: ['20.19.0', '24']
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
        with:
          persist-credentials: false
      - uses: actions/setup-node@820762786026740c76f36085b0efc47a31fe5020 # v7.0.0
        with:
          node-version: \${{ matrix.node }}
      - run: npm install
      - run: npm test
`

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
