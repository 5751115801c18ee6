import { join, relative } from 'node:path'
import type { AboutDemo } from '../../engine/about-demo.ts'
import type { Look } from '../terminal/look.ts'
import type { Choice } from '../terminal/menu.ts'
import { truncate } from '../text/fit.ts'
import { wrapText } from '../text/wrap.ts'

/** Which demo it is and where its source lies, before whatever it prints. */
export function renderDemoHead({ name, file }: AboutDemo, cwd: string, { chalk }: Look): string {
  const near = relative(cwd, file)
  const path = near.startsWith('..') ? file : join('.', near)
  return `${chalk.bold(`Demo ${name}`)}\n${chalk.dim(path)}\n\n`
}

/** What must be said of a service, before what the demo prints. */
export function renderDemoNote(note: string, { width }: Look): string {
  return `${wrapText(note, width).join('\n')}\n\n`
}

/** A line for each demo: its name and what it is about. */
export function demoChoices(demos: AboutDemo[], look: Look): Choice<string>[] {
  const widest = Math.max(...demos.map(({ name }) => name.length))
  return demos.map(({ name, about }) => ({
    name: truncate(`${name.padEnd(widest)}  ${about}`, look, Math.max(12, look.width - 4)),
    short: name,
    value: name,
  }))
}

export function renderDemoKeys({ chalk }: Look): string {
  return `${chalk.bold('Enter')}: run it   ${chalk.bold('s')}: read its source first   ${chalk.bold('q')}: back`
}
