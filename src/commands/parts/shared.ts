import { measuredOf } from '../../../tracker/measured.ts'
import { composeStatement } from '../../engine/certificate/compose.ts'
import type { Day } from '../../engine/course/model.ts'
import { drawPng, fontFaces } from '../../engine/share/picture.ts'
import { type SharedDay, shareDay } from '../../engine/share/shared-day.ts'
import { drawCard, type Scheme } from '../../ui/share/card.ts'
import type { World } from '../../world.ts'
import type { Learner } from './learner.ts'
import { circumstancesOf, provedBy } from './statement.ts'

/** A picture of a day. */
interface Picture {
  scheme: Scheme
  kind: 'svg' | 'png'
  /** Of its file: `dark.svg`. */
  name: string
}

/** All that there are of a day. */
export const PICTURES: readonly Picture[] = (['light', 'dark'] as const).flatMap((scheme) =>
  (['svg', 'png'] as const).map((kind) => ({ scheme, kind, name: `${scheme}.${kind}` })),
)

/** @throws Problem when there is nothing of the day to share yet */
export function sharedBy(learner: Learner, day: Day, world: World): SharedDay {
  const { course, record, progress } = learner
  const statement = composeStatement(provedBy(learner), circumstancesOf(course.root, undefined, world))
  return shareDay({ course, progress, statement, measured: measuredOf(record.events) }, day)
}

/** The text of an SVG, or the bytes of a PNG; undefined where the renderer of PNG is not installed. */
export async function drawPicture(
  shared: SharedDay,
  { scheme, kind }: Pick<Picture, 'scheme' | 'kind'>,
  { packageRoot }: Pick<World, 'packageRoot'>,
): Promise<string | Uint8Array | undefined> {
  if (kind === 'svg') return drawCard(shared, scheme, fontFaces(packageRoot))
  return drawPng(drawCard(shared, scheme), packageRoot)
}
