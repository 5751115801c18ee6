import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { proofsOf } from '../../../tracker/proofs.ts'
import type { Circumstances, Proved } from '../../engine/certificate/compose.ts'
import { Problem, type ProblemCode } from '../../problem.ts'
import { cleanText } from '../../ui/text/clean.ts'
import type { World } from '../../world.ts'
import type { Learner } from './learner.ts'

/**
 * What a learner has proved, as certificates and reports state it.
 * @param present titles of the checks that the exercises have today, for records that name none
 */
export function provedBy({ course, progress, record }: Learner, present: Proved['present'] = new Map()): Proved {
  return { course, progress, proofs: proofsOf(course, record.events), present }
}

/**
 * When and with what a statement is written, and for whom.
 * @throws Problem when the name is empty or a whole letter
 */
export function circumstancesOf(courseRoot: string, name: string | undefined, world: World): Circumstances {
  return {
    ...(name !== undefined && { name: checkName(name) }),
    writtenAt: world.now(),
    ...versionsOf(courseRoot, world),
    node: process.versions.node,
  }
}

const LONGEST_NAME = 200
const USAGE: { code: ProblemCode } = { code: 'usage' }

function checkName(name: string): string {
  const text = cleanText(name).replace(/\s+/g, ' ').trim()
  if (text === '')
    throw new Problem('The name is empty.', 'Give one: --name "Ada Lovelace", or leave --name out.', USAGE)
  if (text.length <= LONGEST_NAME) return text
  throw new Problem(
    `The name is longer than ${LONGEST_NAME} characters.`,
    'Give a shorter one: --name "Ada Lovelace"',
    USAGE,
  )
}

/** Of the tool, and of the course where it has one: a folder of lessons need not be a package. */
function versionsOf(courseRoot: string, { packageRoot }: World): { tool: string; courseVersion?: string } {
  const tool = packageIn(packageRoot)
  const { version } = packageIn(courseRoot)
  return {
    tool: `${tool.name ?? 'course'} ${tool.version ?? '(unknown version)'}`,
    ...(version !== undefined && { courseVersion: version }),
  }
}

function packageIn(folder: string): { name?: string; version?: string } {
  try {
    const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    return { ...(typeof name === 'string' && { name }), ...(typeof version === 'string' && { version }) }
  } catch {
    return {}
  }
}
