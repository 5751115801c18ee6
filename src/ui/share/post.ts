import type { SharedDay } from '../../engine/share/shared-day.ts'
import { cleanText } from '../text/clean.ts'

/** So many topics by name: a post is read on a phone. */
const MOST_TOPICS = 5

/** A post in plain text, ready to copy: the takeaway, what is proved, what was measured, and what takes something away. */
export function composePost(shared: SharedDay): string {
  const { day, days, title, course, done, takeaway, measured } = shared
  const paragraphs = [
    [`Day ${day} of ${days.length}: ${plain(title)}${done ? '' : ' (in part)'}`, plain(course)],
    [`Takeaway: ${plain(takeaway)}`],
    [`Proved, not only read: ${sayProof(shared)}`, ...topicLines(shared)],
    measured === undefined ? [] : [`Measured on my machine: ${plain(measured)}`],
    sayCaveats(shared),
  ]
  const filled = paragraphs.filter((lines) => lines.length > 0)
  return `${filled.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

function sayProof({ exercises, checks, topics, topicsInAll, score }: SharedDay): string {
  const points = score ? `${score.points} of ${score.of} points (${score.pass} are a pass), ` : ''
  return `${points}${exercises.done} of ${exercises.total} exercises, ${checks} ${checks === 1 ? 'check' : 'checks'}, ${topics.length} of ${topicsInAll} topics.`
}

function topicLines({ topics }: SharedDay): string[] {
  const more = topics.length - MOST_TOPICS
  return [
    ...topics.slice(0, MOST_TOPICS).map((text) => `- ${plain(text)}`),
    ...(more > 0 ? [`- and ${more} more`] : []),
  ]
}

function sayCaveats({ seenFirst, exercises, standIns }: SharedDay): string[] {
  return [
    ...(seenFirst > 0 ? [`I opened the reference solution before ${seenFirst} of ${exercises.done} passed.`] : []),
    ...(standIns.length > 0 ? [`Judged on a stand-in for ${new Intl.ListFormat('en').format(standIns)}.`] : []),
  ]
}

/** Networks show Markdown as it is. */
function plain(text: string): string {
  return cleanText(text).replaceAll('`', '').replace(/\s+/g, ' ').trim()
}
