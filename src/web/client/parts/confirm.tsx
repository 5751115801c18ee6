import type { ComponentChildren } from 'preact'

interface ConfirmProps {
  /** What it is that is confirmed. */
  children: ComponentChildren
  yes: string
  no: string
  onYes: () => void
  onNo: () => void
}

/** A second word before something is done. */
export function Confirm({ children, yes, no, onYes, onNo }: ConfirmProps) {
  return (
    <div class="notice stack">
      <p>{children}</p>
      <div class="buttons">
        <button type="button" class="button button-small" onClick={onYes}>
          {yes}
        </button>
        <button type="button" class="button button-small" onClick={onNo}>
          {no}
        </button>
      </div>
    </div>
  )
}
