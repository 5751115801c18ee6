import type { DayTile, HomeAnswer } from '../../api.ts'
import { Bar } from '../parts/bar.tsx'
import { Mark, wordOf } from '../parts/mark.tsx'
import { durationOf } from '../parts/words.ts'
import { dayPath } from '../route.ts'

/** The whole course by its phases, a tile for each day. */
export function Phases({
  phases,
  gates,
  current,
}: Pick<HomeAnswer, 'phases' | 'gates'> & { current: number | undefined }) {
  return (
    <div class="phases">
      {phases.map(({ id, title, days }) => (
        <section key={id} aria-labelledby={`phase-${id}`}>
          <h2 id={`phase-${id}`}>
            <span class="soft">Phase {id}</span> {title}
          </h2>
          <ul class="tiles">
            {days.map((day) => (
              <Tile
                key={day.day}
                tile={day}
                isCurrent={day.day === current}
                gate={gates.find((each) => each.day === day.day)}
              />
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}

interface TileProps {
  tile: DayTile
  isCurrent: boolean
  gate: HomeAnswer['gates'][number] | undefined
}

function Tile({ tile: { day, title, status, minutes, topics }, isCurrent, gate }: TileProps) {
  const points = gate?.points === undefined ? '' : `, ${gate.points} of ${gate.of} points`
  const isQuiet = status === 'coming' || status === 'locked'
  return (
    <li class={`tile tile-${status}${isCurrent ? ' tile-current' : ''}`}>
      <a href={dayPath(day)} {...(isCurrent && { 'aria-current': 'step' })}>
        <span class="tile-top">
          <span>Day {day}</span>
          <Mark status={status} />
        </span>
        <span class="tile-title">{title}</span>
        <span class="tile-facts">
          {gate && `Gate ${gate.gate}${points} · `}
          {isQuiet ? wordOf(status) : `${topics.done} of ${topics.total} topics · ${durationOf(minutes)}`}
        </span>
        {!isQuiet && <Bar done={topics.done} total={topics.total} />}
      </a>
    </li>
  )
}
