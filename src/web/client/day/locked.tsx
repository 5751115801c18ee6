import { useState } from 'preact/hooks'
import { post, Refused } from '../ask.ts'
import { Title } from '../parts/title.tsx'
import { Trouble } from '../parts/trouble.tsx'

/** A day that a gate keeps closed. It can be opened all the same, which is recorded. */
export function Locked({ day, refused, onOpen }: { day: number; refused: Refused; onOpen: () => void }) {
  const [failed, setFailed] = useState<Refused>()
  const open = () =>
    post(`/days/${day}/open`).then(onOpen, (error: unknown) => {
      if (error instanceof Refused) setFailed(error)
      else throw error
    })
  return (
    <div class="stack">
      <Title>{`Day ${day} is closed`}</Title>
      <Trouble refused={failed ?? refused} />
      <div class="buttons">
        <button type="button" class="button" onClick={open}>
          Open it anyway
        </button>
        <a class="button button-main" href="/">
          See what is next
        </a>
      </div>
      <p class="soft">That you went on without the gate is recorded.</p>
    </div>
  )
}
