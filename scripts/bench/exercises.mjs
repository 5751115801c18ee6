// The same check file and solution, once in a workbook of ours and once as a plain Vitest project.
import { copyFileSync, cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** @returns for each exercise: where its workbook, its course and its Vitest project are, and its solution in both */
export function exercisesFor(root, folder) {
  const fixture = (name) => join(root, 'test', 'fixtures', name)
  return {
    add: setUp(root, folder, { courseRoot: fixture('tiny-course'), room: '01-adding', id: 'add' }),
    shop: setUp(root, folder, { courseRoot: fixture('express-course'), room: '01-shop', id: 'shop' }),
    flatten: setUp(root, folder, { courseRoot: root, room: '01-javascript-under-the-hood', id: 'flatten-deep' }),
  }
}

function setUp(root, folder, { courseRoot, room, id }) {
  const solution = join(courseRoot, 'solutions', room, `${id}.ts`)
  const workbook = join(folder, id)
  const ours = join(workbook, 'workbook', room, `${id}.ts`)
  const project = join(folder, `${id}-vitest`)
  const theirs = join(project, 'exercises', room, `${id}.ts`)
  for (const file of [ours, theirs]) {
    mkdirSync(dirname(file), { recursive: true })
    copyFileSync(solution, file)
  }
  mkdirSync(join(workbook, 'workbook', '.course'))
  cpSync(join(courseRoot, 'checks', room), join(project, 'checks', room), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(project, 'node_modules'))
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }')
  const alias = { 'backend-workbook/check': join(root, 'dist', 'check.js') }
  const config = { resolve: { alias }, test: { include: [`checks/**/${id}.check.ts`] } }
  writeFileSync(join(project, 'vitest.config.ts'), `export default ${JSON.stringify(config)}\n`)
  return { ref: `1/${id}`, courseRoot, workbook, project, ours, theirs, source: readFileSync(solution, 'utf8') }
}
