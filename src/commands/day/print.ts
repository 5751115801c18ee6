import { readProse } from '../../engine/course/load.ts'
import type { Day } from '../../engine/course/model.ts'
import { renderDayHeader, renderDayTasks } from '../../ui/day.ts'
import { lookOf } from '../../ui/look.ts'
import { loadHighlight, renderMarkdown, splitSections } from '../../ui/markdown.ts'
import { type Desk, viewOf } from './desk.ts'
import { indexOfSection } from './walk.ts'

/** The whole day, or one section of it, as text. */
export async function printDay(desk: Desk, day: Day, section: string | undefined): Promise<void> {
  const { world, course } = desk
  const look = lookOf(world)
  const highlight = await loadHighlight(look)
  const sections = splitSections(readProse(course, day))
  if (section !== undefined) {
    const markdown = sections[indexOfSection(sections, day, section)]?.markdown ?? ''
    world.stdout.write(renderMarkdown(markdown, look, highlight))
    return
  }
  const view = viewOf(desk, day)
  const prose = renderMarkdown(sections.map(({ markdown }) => markdown).join(''), look, highlight)
  const rule = look.chalk.dim((look.unicode ? '═' : '=').repeat(look.width))
  world.stdout.write(`${renderDayHeader(view, look)}\n${prose}\n${rule}\n\n${renderDayTasks(view, look)}`)
}
