import { useEffect, useState } from 'preact/hooks'

interface PlayerProps {
  /** What one step is. */
  label: string
  count: number
  at: number
  onMove: (at: number) => void
}

/** Slow enough to read what a step is. */
const STEP_MS = 900

/** Play, pause, step and scrub through what was recorded. */
export function Player({ label, count, at, onMove }: PlayerProps) {
  const { isPlaying, play, move } = usePlaying({ count, at, onMove })
  return (
    <div class="player">
      <button type="button" class="button button-small" onClick={play}>
        {isPlaying ? 'Pause' : 'Play'}
      </button>
      <button type="button" class="button button-small" disabled={at === 0} onClick={() => move(at - 1)}>
        <span aria-hidden="true">←</span>
        <span class="unseen">Step back</span>
      </button>
      <button type="button" class="button button-small" disabled={at >= count - 1} onClick={() => move(at + 1)}>
        <span aria-hidden="true">→</span>
        <span class="unseen">Step forward</span>
      </button>
      <input
        type="range"
        aria-label={label}
        aria-valuetext={`${at + 1} of ${count}`}
        min={1}
        max={count}
        value={at + 1}
        onInput={(event) => move(Number(event.currentTarget.value) - 1)}
      />
      <span class="player-count">
        {at + 1} of {count}
      </span>
    </div>
  )
}

/** Goes on by itself while it plays; moving by hand ends that. */
function usePlaying({ count, at, onMove }: Omit<PlayerProps, 'label'>) {
  const [isPlaying, setPlaying] = useState(false)
  const isAtEnd = at >= count - 1
  useEffect(() => {
    if (!isPlaying) return
    if (isAtEnd) {
      setPlaying(false)
      return
    }
    const timer = setTimeout(() => onMove(at + 1), STEP_MS)
    return () => clearTimeout(timer)
  }, [isPlaying, at])
  return {
    isPlaying,
    play: () => {
      if (!isPlaying && isAtEnd) onMove(0)
      setPlaying(!isPlaying)
    },
    move: (to: number) => {
      setPlaying(false)
      onMove(Math.min(count - 1, Math.max(0, to)))
    },
  }
}
