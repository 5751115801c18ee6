import { useId, useState } from 'preact/hooks'

/** What a program prints, typed. White space and the kind of quotes do not matter. */
export function Typed({ isOver, onAnswer }: { isOver: boolean; onAnswer: (text: string) => void }) {
  const [text, setText] = useState('')
  const id = useId()
  const send = () => {
    if (text.trim() !== '' && !isOver) onAnswer(text)
  }
  const press = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey) return
    event.preventDefault()
    send()
  }
  return (
    <div class="typed">
      <label for={id}>What does it print?</label>
      <textarea
        id={id}
        rows={3}
        spellcheck={false}
        readOnly={isOver}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={press}
      />
      {!isOver && (
        <p class="small soft">
          <button type="button" class="button button-main" onClick={send}>
            Answer
          </button>{' '}
          <kbd>Enter</kbd> answers, <kbd>Shift</kbd> <kbd>Enter</kbd> begins a line.
        </p>
      )}
    </div>
  )
}
