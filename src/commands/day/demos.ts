import { type AboutDemo, aboutDemo } from '../../engine/about-demo.ts'
import type { Day } from '../../engine/course/model.ts'
import { checkDemoName, runDemo } from '../../engine/demo.ts'
import { EXIT } from '../../problem.ts'
import { renderSources } from '../../ui/code/source.ts'
import { demoChoices, renderDemoHead, renderDemoKeys, renderDemoNote } from '../../ui/course/demo.ts'
import { loadHighlight } from '../../ui/markdown/markdown.ts'
import { openPager } from '../../ui/pager/pager.ts'
import { askKey } from '../../ui/terminal/ask-key.ts'
import { lookOf } from '../../ui/terminal/look.ts'
import { choose } from '../../ui/terminal/menu.ts'
import { isInteractive, type World } from '../../world.ts'
import type { Desk } from './desk.ts'

/** Says which demo it is, offers its source at a terminal, runs it, and records that it was seen. */
export async function showDemo(desk: Desk, day: Day, name: string): Promise<number> {
  const { world, course } = desk
  checkDemoName(day, name)
  const demo = aboutDemo(course, day, name)
  world.stdout.write(renderDemoHead(demo, world.cwd, lookOf(world)))
  if (isInteractive(world)) {
    const wanted = await offerSource(demo, world)
    if (wanted !== 'run') return wanted === 'back' ? EXIT.ok : EXIT.interrupted
  }
  const aside = lookOf({ ...world, stdout: world.stderr })
  const onNote = (note: string) => world.stderr.write(renderDemoNote(note, aside))
  const code = await runDemo(course, day, name, { ...world, onNote })
  if (code === EXIT.ok) await desk.add({ type: 'demo', day: day.day, name })
  return code
}

/** Asks which of a day's demos to run. */
export async function showSomeDemo(desk: Desk, day: Day): Promise<number> {
  const { world, course } = desk
  const demos = day.demos.map((name) => aboutDemo(course, day, name))
  const chosen = await choose(world, { message: 'Which demo?', choices: demoChoices(demos, lookOf(world)) })
  return chosen === undefined ? EXIT.interrupted : showDemo(desk, day, chosen)
}

async function offerSource(demo: AboutDemo, world: World): Promise<'run' | 'back' | 'interrupted'> {
  for (;;) {
    const key = await askKey(world, renderDemoKeys(lookOf(world)))
    world.stdout.write('\r\x1b[2K')
    if (key === 'enter' || key === 'space') return 'run'
    if (key === 'ctrl-c') return 'interrupted'
    if (key === undefined || key === 'q' || key === 'escape') return 'back'
    if (key === 's') await readSource(demo, world)
  }
}

async function readSource({ name, file, source }: AboutDemo, world: World): Promise<void> {
  const highlight = await loadHighlight(lookOf(world))
  const render = () => renderSources([{ path: file, text: source }], lookOf(world), highlight)
  await openPager(
    { name: 'Demo', pages: [{ title: name, render }], leaveAtEnd: true },
    { input: world.stdin, output: world.stdout, look: () => lookOf(world), signal: world.signal },
  )
}
