import type { DayStatus } from '../../../tracker/day-progress.ts'
import type { SharedDay } from '../../engine/share/shared-day.ts'
import { escaped } from '../page/html.ts'
import { cleanText } from '../text/clean.ts'
import { firstLines, type Type, textPixels, wrapPixels } from './text.ts'

export type Scheme = 'light' | 'dark'

const WIDTH = 1200
const HEIGHT = 630
const EDGE = 64
const ROOM = WIDTH - 2 * EDGE

/** On a phone a card is a third as wide, so nothing is smaller than what can be read there. */
const HEAD: Type = { size: 38, bold: true }
const COURSE: Type = { size: 30 }
const TITLE: Type = { size: 68, bold: true }
const SMALLER_TITLE: Type = { size: 54, bold: true }
const BODY: Type = { size: 36 }
const FIGURE: Type = { size: 56, bold: true }
const LABEL: Type = { size: 30 }
const BODY_LINE = 47
/** Between the takeaway and what was measured, where there is a line to spare. */
const GAP = 16
/** Where the text of the middle ends and the figures begin. */
const MIDDLE_END = 436
const WIDEST_GAP = 56

const COLOURS = {
  light: {
    paper: '#ffffff',
    ink: '#1b1f24',
    soft: '#57606a',
    good: '#1a7f37',
    part: '#9a6700',
    empty: '#d8dee4',
    bar: '#0969da',
  },
  dark: {
    paper: '#0d1117',
    ink: '#e6edf3',
    soft: '#9198a1',
    good: '#3fb950',
    part: '#d29922',
    empty: '#30363d',
    bar: '#4493f8',
  },
}
type Colour = keyof (typeof COLOURS)['light']

/**
 * The picture of a day, 1200 by 630 pixels: what networks show beside a post.
 * @param fontFaces a stylesheet with its fonts; without it the viewer's own are taken
 */
export function drawCard(shared: SharedDay, scheme: Scheme, fontFaces = ''): string {
  const colours = COLOURS[scheme]
  const say = (text: string, x: number, y: number, type: Type, colour: Colour, anchor = 'start') =>
    `<text x="${x}" y="${y}" font-size="${type.size}"${type.bold ? ' font-weight="700"' : ''} fill="${colours[colour]}" text-anchor="${anchor}">${escaped(text)}</text>`
  const head = sayHead(shared)
  const beside = ROOM - textPixels(head, HEAD) - 40
  const name = firstLines(wrapPixels(plain(shared.course), COURSE, beside), 1, COURSE, beside)
  const label = escaped(sayCard(shared))
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${label}" font-family="Inter, system-ui, sans-serif">
<title>${label}</title>
${fontFaces === '' ? '' : `<style>${fontFaces}</style>\n`}<rect width="${WIDTH}" height="${HEIGHT}" fill="${colours.paper}"/>
<rect width="${WIDTH}" height="12" fill="${colours.good}"/>
${say(head, EDGE, 96, HEAD, 'good')}
${name.map((text) => say(text, WIDTH - EDGE, 96, COURSE, 'soft', 'end')).join('')}
${layMiddle(shared)
  .map(({ text, y, type, colour }) => say(text, EDGE, y, type, colour))
  .join('\n')}
${layFigures(shared)
  .map(({ figure, noun, x }) => say(figure, x, 506, FIGURE, 'ink') + say(noun, x, 548, LABEL, 'soft'))
  .join('\n')}
${drawDays(shared, (status) => colours[status === 'done' ? 'good' : status === 'started' ? 'part' : 'empty'], colours.ink)}
</svg>
`
}

/** What the picture says, for those who do not see it. */
export function sayCard(shared: SharedDay): string {
  const figures = sayFigures(shared).map(({ figure, noun }) => `${figure} ${noun}`)
  return `${sayHead(shared)}: ${plain(shared.title)}. ${figures.join(', ')}.`
}

function sayHead({ day, days }: SharedDay): string {
  return `Day ${day} of ${days.length}`
}

interface Line {
  text: string
  y: number
  type: Type
  colour: Colour
}

/** Title, takeaway, and what was measured: the last only where all of it finds room, since half a figure is none. */
function layMiddle({ title, takeaway, measured }: SharedDay): Line[] {
  const big = wrapPixels(plain(title), TITLE, ROOM)
  const type = big.length === 1 ? TITLE : SMALLER_TITLE
  const titleLines = firstLines(wrapPixels(plain(title), type, ROOM), 2, type, ROOM)
  const lines: Line[] = titleLines.map((text, index) => ({
    text,
    y: 184 + index * (type.size + 8),
    type,
    colour: 'ink',
  }))
  const start = 184 + (titleLines.length - 1) * (type.size + 8) + 62
  const places = Math.floor((MIDDLE_END - start) / BODY_LINE) + 1
  const wanted = firstLines(wrapPixels(plain(takeaway), BODY, ROOM), places, BODY, ROOM)
  const figure = measured === undefined ? [] : wrapPixels(`Measured: ${plain(measured)}`, BODY, ROOM)
  const left = places - wanted.length - figure.length
  const body = (texts: string[], from: number, colour: Colour) =>
    texts.map((text, index): Line => ({ text, colour, y: from + index * BODY_LINE, type: BODY }))
  return [
    ...lines,
    ...body(wanted, start, 'soft'),
    ...(left < 0 ? [] : body(figure, start + wanted.length * BODY_LINE + (left > 0 ? GAP : 0), 'bar')),
  ]
}

/** What is proved; a solution that was opened first is said with it. */
function sayFigures({ exercises, seenFirst, checks, topics, topicsInAll, score }: SharedDay) {
  const first = seenFirst > 0 ? `, ${seenFirst} after the solution` : ''
  return [
    ...(score ? [{ figure: `${score.points}/${score.of}`, noun: 'points' }] : []),
    {
      figure: `${exercises.done}/${exercises.total}`,
      noun: `${exercises.total === 1 ? 'exercise' : 'exercises'}${first}`,
    },
    { figure: String(checks), noun: checks === 1 ? 'check passed' : 'checks passed' },
    { figure: `${topics.length}/${topicsInAll}`, noun: 'topics proved' },
  ]
}

function layFigures(shared: SharedDay): { figure: string; noun: string; x: number }[] {
  const figures = sayFigures(shared)
  const widths = figures.map(({ figure, noun }) => Math.max(textPixels(figure, FIGURE), textPixels(noun, LABEL)))
  const spare = ROOM - widths.reduce((sum, width) => sum + width, 0)
  const gap = Math.min(WIDEST_GAP, spare / (figures.length - 1))
  return figures.map((each, index) => {
    const before = widths.slice(0, index).reduce((sum, width) => sum + width + gap, 0)
    return { ...each, x: Math.round(EDGE + before) }
  })
}

/** A square for each day of the course, this one in a frame. */
function drawDays({ day: shown, days }: SharedDay, fill: (status: DayStatus) => string, frame: string): string {
  const step = ROOM / days.length
  const size = Math.max(2, step - 8)
  return days
    .map((status, index) => {
      const ring = index + 1 === shown ? ` stroke="${frame}" stroke-width="4"` : ''
      return `<rect x="${(EDGE + index * step).toFixed(1)}" y="582" width="${size.toFixed(1)}" height="18" rx="4" fill="${fill(status)}"${ring}/>`
    })
    .join('')
}

/** On one line, without the marks of Markdown. */
function plain(text: string): string {
  return cleanText(text).replaceAll('`', '').replace(/\s+/g, ' ').trim()
}
