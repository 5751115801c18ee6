import { useEffect, useState } from 'preact/hooks'
import { SHARE } from './sections.ts'

/** What there is to tell of a day that is done. Its script is loaded when there is such a day. */
export function ShareSection({ day }: { day: number }) {
  const [Share, setShare] = useState<typeof import('./share.tsx').Share>()
  useEffect(() => {
    void import('./share.tsx').then((loaded) => setShare(() => loaded.Share))
  }, [])
  return (
    <section id={SHARE} class="day-section stack">
      <h2>Share</h2>
      {Share && <Share day={day} />}
    </section>
  )
}
