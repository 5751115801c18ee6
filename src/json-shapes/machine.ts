import * as v from 'valibot'

const text = v.string()
const number = v.number()
/** null where it could not be measured. */
const measured = v.nullable(number)
/** Over the rounds of one run: smallest, median, largest. */
const spread = v.tuple([measured, measured, measured])

/** `course bench <n> --json` */
export const bench = {
  day: number,
  question: text,
  results: v.array(
    v.object({
      id: text,
      title: text,
      rate: v.exactOptional(number),
      requestsPerSecond: spread,
      waiting: spread,
      pingP50: spread,
      eventLoopDelayP50: spread,
      eventLoopUtilisation: spread,
      peakMb: spread,
      errors: number,
    }),
  ),
  judgement: v.object({
    verdict: v.picklist(['clear', 'inconclusive']),
    headline: text,
    why: text,
    notes: v.exactOptional(v.array(text)),
  }),
  leftOut: v.array(v.object({ id: text, title: text, reason: text, output: v.exactOptional(text) })),
  machine: v.object({ node: text, cores: number, platform: text }),
}

/** `course doctor --json`: `ok` is false where something that is needed is missing. */
export const doctor = {
  ok: v.boolean(),
  findings: v.array(
    v.object({
      id: text,
      group: v.picklist(['needed', 'comfort', 'services']),
      label: text,
      status: v.picklist(['fine', 'lacking', 'missing']),
      detail: text,
      mend: v.exactOptional(text),
    }),
  ),
}

/** `course doctor --install mongodb --json` */
export const installed = { ok: v.literal(true), path: text, version: text, wasThere: v.boolean() }

/** `course doctor --install redis --json`: nothing is installed; `ok` is true where there was one. */
export const redisAdvice = {
  ok: v.boolean(),
  found: v.exactOptional(v.object({ path: text, version: text, tooOld: v.boolean() })),
  ways: v.array(v.object({ system: text, commands: v.array(text) })),
}

/** `course doctor --install packages --json`: the packages that were linked into the workbook. */
export const linkedPackages = { ok: v.literal(true), linked: v.array(text) }
