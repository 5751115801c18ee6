import { useLayoutEffect } from 'preact/hooks'
import type { JudgedAnswer, Html as ServerHtml } from '../../api.ts'
import { Html } from '../parts/html.tsx'

interface OptionsProps {
  options: ServerHtml[]
  /** The number that was chosen. */
  given: string | undefined
  judged: JudgedAnswer | undefined
  onAnswer: (number: string) => void
}

/** A button for each option; its number on the keyboard presses it. */
export function Options({ options, given, judged, onAnswer }: OptionsProps) {
  // Before anybody can see the options: a key pressed at once counts.
  useLayoutEffect(() => {
    const press = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof Element && event.target.matches('input, textarea')
      if (isTyping || event.ctrlKey || event.metaKey || event.altKey || given !== undefined) return
      if (/^[1-9]$/.test(event.key) && Number(event.key) <= options.length) onAnswer(event.key)
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  })
  return (
    <ol class={`options${options.every((html) => html.startsWith('<pre')) ? ' options-short' : ''}`}>
      {options.map((html, index) => {
        const number = String(index + 1)
        return (
          <li key={number}>
            <button
              type="button"
              class={`option${given === number ? ` option-given ${toneOf(judged)}` : ''}`}
              disabled={given !== undefined}
              onClick={() => onAnswer(number)}
            >
              <kbd>{number}</kbd>
              <Html html={html} class="prose code" />
            </button>
          </li>
        )
      })}
    </ol>
  )
}

function toneOf(judged: JudgedAnswer | undefined): string {
  if (!judged) return ''
  return judged.correct ? 'option-right' : 'option-wrong'
}
