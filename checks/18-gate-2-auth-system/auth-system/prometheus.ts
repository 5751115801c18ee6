/** One line of Prometheus' text format. */
export interface Series {
  name: string
  labels: Record<string, string>
  value: number
}

const LABEL = /([a-zA-Z_]\w*)\s*=\s*"((?:[^"\\]|\\.)*)"/g
const PAIR = '\\s*[a-zA-Z_]\\w*\\s*=\\s*"(?:[^"\\\\]|\\\\.)*"\\s*'
const VALUE = '[+-]?(?:[\\d.]+(?:e[+-]?\\d+)?|Inf|NaN)'
const LINE = new RegExp(
  `^([a-zA-Z_:][\\w:]*)\\s*(?:\\{((?:${PAIR}(?:,${PAIR})*,?)?\\s*)\\})?\\s+(${VALUE})(?:\\s+-?\\d+)?$`,
  'i',
)
const TYPE = /^#\s+TYPE\s+([a-zA-Z_:][\w:]*)\s+(\w+)$/

export function seriesIn(text: string): Series[] {
  return linesIn(text).flatMap((line) => {
    const [, name, labels = '', value] = LINE.exec(line) ?? []
    if (name === undefined) return []
    const pairs = [...labels.matchAll(LABEL)].map(([, key = '', content = '']) => [key, content])
    return [{ name, labels: Object.fromEntries(pairs) as Record<string, string>, value: Number(value) }]
  })
}

/** What each metric says that it is. */
export function typesIn(text: string): Record<string, string> {
  return Object.fromEntries(linesIn(text).flatMap((line) => (TYPE.test(line) ? [TYPE.exec(line)?.slice(1) ?? []] : [])))
}

/** Lines that are neither a comment nor a series. */
export function brokenIn(text: string): string[] {
  return linesIn(text).filter((line) => line !== '' && !line.startsWith('#') && !LINE.test(line))
}

function linesIn(text: string): string[] {
  return text.split('\n').map((line) => line.trim())
}

/** How many values were `le` seconds or less. */
interface Bucket {
  le: number
  count: number
}

/** Of several histograms with the same bounds, from the smallest bound to `+Inf`. */
export function bucketsOf(series: Series[]): Bucket[] {
  const counts = new Map<number, number>()
  for (const { labels, value } of series) {
    const le = labels['le'] === '+Inf' ? Infinity : Number(labels['le'])
    counts.set(le, (counts.get(le) ?? 0) + value)
  }
  return [...counts].map(([le, count]) => ({ le, count })).sort((a, b) => (a.le < b.le ? -1 : 1))
}

/** What the values in these buckets can come to. */
export function sumsOf(buckets: Bucket[]): [least: number, most: number] {
  const bounds: [number, number] = [0, 0]
  for (const [index, { le, count }] of buckets.entries()) {
    const below = buckets[index - 1] ?? { le: 0, count: 0 }
    const added = count - below.count
    if (added === 0) continue
    bounds[0] += added * below.le
    bounds[1] += added * le
  }
  return bounds
}
