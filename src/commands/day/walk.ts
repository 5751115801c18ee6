import { readSections } from '../../engine/course/lesson-text.ts'
import type { Day } from '../../engine/course/model.ts'
import { READ_TO_THE_END } from '../../engine/next-action.ts'
import { EXIT, Problem } from '../../problem.ts'
import type { Section } from '../../sections.ts'
import { toType } from '../../to-type.ts'
import { renderDayHeader } from '../../ui/course/day.ts'
import { loadHighlight, renderMarkdown } from '../../ui/markdown/markdown.ts'
import { openPager } from '../../ui/pager/pager.ts'
import { lookOf } from '../../ui/terminal/look.ts'
import { choose, prepareMenu } from '../../ui/terminal/menu.ts'
import { type Desk, refreshed, viewOf } from './desk.ts'
import { type OtherCommands, openMenu } from './tasks.ts'

export interface WalkStart {
  /** Anchor to open at. Default: where the learner stopped. */
  section?: string
  /** Straight to the menu, at this exercise. */
  exercise?: string
}

/** Where a learner is within a day: at a section, or at the menu. */
type Place = { at: 'text'; index: number } | { at: 'menu'; exercise?: string }

/** Text and menu in turns until the learner leaves. Gives the exit code. */
export async function walkDay(opened: Desk, day: Day, start: WalkStart, others: OtherCommands): Promise<number> {
  const sections = readSections(opened.course, day)
  let desk = opened
  let place = placeOf(desk, day, sections, start)
  let stopped = place.at === 'text' ? place.index : 0
  let isRead = place.at === 'menu'
  for (;;) {
    if (place.at === 'text') {
      const { how, page } = await readText(desk, day, sections, place.index)
      stopped = page
      if (how === 'interrupted') return EXIT.interrupted
      if (how === 'quit') return sayWhere(desk, day, sections[page])
      isRead = how === 'finished' || (isRead && page === sections.length - 1)
      if (how === 'finished') await desk.add({ type: 'visited', day: day.day, section: READ_TO_THE_END })
      place = { at: 'menu' }
      continue
    }
    desk = await refreshed(desk)
    const end = await openMenu(
      desk,
      day,
      { ...place, ...(!isRead && { section: sections[stopped]?.title ?? '' }) },
      others,
    )
    if (end.how === 'leave') return end.code
    const index = end.how === 'read' ? stopped : await askSection(desk, sections, stopped)
    if (index === undefined) return EXIT.interrupted
    place = { at: 'text', index }
  }
}

function placeOf(desk: Desk, day: Day, sections: Section[], start: WalkStart): Place {
  if (start.section !== undefined) return { at: 'text', index: indexOfSection(sections, day, start.section) }
  if (start.exercise !== undefined) return { at: 'menu', exercise: start.exercise }
  const stopped = viewOf(desk, day).shown.section
  if (stopped === READ_TO_THE_END) return { at: 'menu' }
  // A section that was renamed since is no reason to fail.
  return {
    at: 'text',
    index: Math.max(
      0,
      sections.findIndex(({ anchor }) => anchor === stopped),
    ),
  }
}

/** @throws Problem naming the sections there are */
export function indexOfSection(sections: Section[], day: Day, anchor: string): number {
  const index = sections.findIndex((section) => section.anchor === anchor.replace(/^#/, ''))
  if (index >= 0) return index
  const widest = Math.max(...sections.map((section) => section.anchor.length))
  const names = sections.map((section) => `  ${section.anchor.padEnd(widest)}  ${section.title}`).join('\n')
  throw new Problem(`Day ${day.day} has no section "${anchor}".`, `Its sections are:\n${names}`)
}

async function readText(desk: Desk, day: Day, sections: Section[], start: number) {
  const { world } = desk
  const highlight = await loadHighlight(lookOf(world))
  const recorded: Promise<void>[] = []
  const later = setTimeout(prepareMenu, 200)
  const end = await openPager(
    {
      name: `Day ${day.day}`,
      start,
      exits: { m: 'menu' },
      leaveAtEnd: true,
      pages: sections.map(({ title, markdown }, index) => ({
        title,
        render: (look) => {
          const header = index === 0 ? `${renderDayHeader(viewOf(desk, day), look)}\n` : ''
          return header + renderMarkdown(markdown, look, highlight)
        },
      })),
      onPage: (page) => {
        const anchor = sections[page]?.anchor
        if (anchor !== undefined) recorded.push(desk.add({ type: 'visited', day: day.day, section: anchor }))
      },
    },
    { input: world.stdin, output: world.stdout, look: () => lookOf(world), signal: world.signal },
  )
  clearTimeout(later)
  await Promise.all(recorded)
  return end
}

async function askSection(desk: Desk, sections: Section[], stopped: number): Promise<number | undefined> {
  const answer = await choose(desk.world, {
    message: 'Which section?',
    choices: sections.map(({ title }, index) => ({ name: `${index + 1}  ${title}`, value: String(index) })),
    start: String(stopped),
  })
  return answer === undefined ? undefined : Number(answer)
}

function sayWhere({ world }: Desk, day: Day, section: Section | undefined): number {
  world.stdout.write(`You are at "${section?.title ?? day.title}". \`${toType(`day ${day.day}`)}\` goes on there.\n`)
  return EXIT.ok
}
