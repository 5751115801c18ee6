import { useEffect, useState } from 'preact/hooks'
import { BENCH } from './sections.ts'

/** The benchmark of the day. Its script is loaded where a day has one. */
export function BenchSection({ day }: { day: number }) {
  const [Benchmark, setBenchmark] = useState<typeof import('../bench/benchmark.tsx').Benchmark>()
  useEffect(() => {
    void import('../bench/benchmark.tsx').then((loaded) => setBenchmark(() => loaded.Benchmark))
  }, [])
  return (
    <section id={BENCH} class="day-section stack">
      <h2>Benchmark</h2>
      {Benchmark && <Benchmark day={day} />}
    </section>
  )
}
