import { readSections } from '../../engine/course/lesson-text.ts'
import type { Day } from '../../engine/course/model.ts'
import { renderDayHeader, renderDayTasks } from '../../ui/course/day.ts'
import { loadHighlight, renderMarkdown } from '../../ui/markdown/markdown.ts'
import { renderNotesOfDay } from '../../ui/notes/notes.ts'
import { lookOf } from '../../ui/terminal/look.ts'
import { type Desk, notesOfDay, viewOf } from './desk.ts'
import { indexOfSection } from './walk.ts'

/** The whole day, or one section of it, as text. */
export async function printDay(desk: Desk, day: Day, section: string | undefined): Promise<void> {
  const { world, course } = desk
  const look = lookOf(world)
  const highlight = await loadHighlight(look)
  const sections = readSections(course, day)
  if (section !== undefined) {
    const markdown = sections[indexOfSection(sections, day, section)]?.markdown ?? ''
    world.stdout.write(renderMarkdown(markdown, look, highlight))
    return
  }
  const view = viewOf(desk, day)
  const prose = renderMarkdown(sections.map(({ markdown }) => markdown).join(''), look, highlight)
  const rule = look.plain ? '' : `${look.chalk.dim((look.unicode ? '═' : '=').repeat(look.width))}\n\n`
  world.stdout.write(`${renderDayHeader(view, look)}\n${prose}\n${rule}${renderDayTasks(view, look)}`)
  const notes = renderNotesOfDay(notesOfDay(desk, day), look)
  if (notes !== '') world.stdout.write(`\n${notes}`)
}
