import { useId, useRef, useState } from 'preact/hooks'

/** A text with a button that copies it. Where the browser does not let it, the text is marked for the keyboard. */
export function Post({ post }: { post: string }) {
  const [said, setSaid] = useState('')
  const text = useRef<HTMLTextAreaElement>(null)
  const id = useId()
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(post)
      setSaid('Copied.')
    } catch {
      text.current?.focus()
      text.current?.select()
      setSaid('The browser does not let the page copy. The post is marked: copy it with Ctrl-C or ⌘C.')
    }
  }
  return (
    <div class="post stack">
      <label for={id}>Post</label>
      <textarea ref={text} id={id} rows={post.split('\n').length + 1} readOnly value={post} />
      <p class="post-copy">
        <button type="button" class="button button-main" onClick={copy}>
          Copy the post
        </button>
        <span role="status">{said}</span>
      </p>
    </div>
  )
}
