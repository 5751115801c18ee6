// The reference for a first exercise: learnyounode, which most people know, in the version that was current when this was written.
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { timeProcess } from './pairs.mjs'

const VERSION = '4.2.2'

/** Installs it in that folder and chooses its first exercise. @returns what times one `learnyounode verify` */
export async function fetchLearnyounode(folder, env) {
  const home = join(folder, 'learnyounode')
  mkdirSync(home)
  writeFileSync(join(home, 'package.json'), '{ "private": true }')
  const install = ['install', `learnyounode@${VERSION}`, '--ignore-scripts', '--no-audit', '--no-fund']
  run('npm', install, { cwd: home, env })
  const program = join(home, 'node_modules', 'learnyounode', 'bin', 'learnyounode')
  const own = { cwd: home, env: { ...env, HOME: home, USERPROFILE: home } }
  run(process.execPath, [program, 'select', 'HELLO WORLD'], own)
  writeFileSync(join(home, 'hello.js'), "console.log('HELLO WORLD')\n")
  return () => timeProcess(process.execPath, [program, 'verify', 'hello.js'], own)
}

function run(command, args, options) {
  const { status, stderr } = spawnSync(command, args, {
    ...options,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}\n${stderr}`)
}
