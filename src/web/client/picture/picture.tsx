import { useState } from 'preact/hooks'
import { Player } from '../parts/player.tsx'
import { Drawing } from './drawing.tsx'
import { History } from './history.tsx'
import { amount } from './parts.tsx'
import { type Scene, scaleOf } from './scenes.ts'

interface PictureProps {
  scenes: Scene[]
  /** The program is still drawing: who has not taken hold of it sees the newest step. */
  isRunning: boolean
}

/** What a program drew, to play, pause, step and scrub through. */
export function Picture({ scenes, isRunning }: PictureProps) {
  const [held, hold] = useState<{ scene: number; at: number }>()
  const newest = { scene: scenes.length - 1, at: Number.POSITIVE_INFINITY }
  const shown = held ?? (isRunning ? newest : { scene: 0, at: 0 })
  const scene = scenes[shown.scene]
  if (!scene) return null
  const at = Math.max(0, Math.min(shown.at, scene.steps.length - 1))
  const step = scene.steps[at]
  const scale = scaleOf(scenes)
  return (
    <div class="picture">
      {scenes.length > 1 && (
        <Choice scenes={scenes} chosen={shown.scene} onChoose={(index) => hold({ scene: index, at: 0 })} />
      )}
      <h4 class="picture-title">{scene.title}</h4>
      <Player label="Step" count={scene.steps.length} at={at} onMove={(to) => hold({ scene: shown.scene, at: to })} />
      <Drawing scene={scene} at={at} scale={scale} />
      <p class="picture-say" role="status">
        {step && (
          <>
            <When scene={scene} at={step.at} /> {step.say}
          </>
        )}
      </p>
      <History scene={scene} at={at} scale={scale} />
      <Steps scene={scene} />
    </div>
  )
}

function Choice({ scenes, chosen, onChoose }: { scenes: Scene[]; chosen: number; onChoose: (index: number) => void }) {
  return (
    <fieldset class="picture-choice">
      <legend class="unseen">Pictures</legend>
      {scenes.map(({ title }, index) => (
        <button
          key={index}
          type="button"
          class="button button-small"
          aria-pressed={index === chosen}
          onClick={() => onChoose(index)}
        >
          {title}
        </button>
      ))}
    </fieldset>
  )
}

/** A step that has only a number shows it elsewhere. */
function When({ scene, at }: { scene: Scene; at: number }) {
  return scene.clock === 'steps' ? null : <span class="soft">{amount(at, 'ms')}</span>
}

function Steps({ scene }: { scene: Scene }) {
  return (
    <details>
      <summary>The steps as text</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <div class="picture-steps" tabIndex={0}>
        <ol>
          {scene.steps.map(({ at, say }, index) => (
            <li key={index}>
              <When scene={scene} at={at} /> {say}
            </li>
          ))}
        </ol>
      </div>
    </details>
  )
}
