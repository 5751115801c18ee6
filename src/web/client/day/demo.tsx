import { useEffect, useState } from 'preact/hooks'
import type { DayAnswer } from '../../api.ts'
import { Html } from '../parts/html.tsx'
import { Said } from '../parts/said.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { type DemoRun, runDemo } from './run-demo.ts'
import { DEMOS } from './sections.ts'

export function Demos({ day, demos }: Pick<DayAnswer, 'day' | 'demos'>) {
  if (demos.length === 0) return null
  return (
    <section id={DEMOS} class="day-section day-wide">
      <h2>{demos.length === 1 ? 'Demo' : 'Demos'}</h2>
      {demos.map((demo) => (
        <Demo key={demo.name} day={day} demo={demo} />
      ))}
    </section>
  )
}

const BEFORE: DemoRun = { state: 'before', output: [], scenes: [] }

/** The source of a demo and, beside it, what it prints when it is run. */
function Demo({ day, demo: { name, about, source, draws } }: { day: number; demo: DayAnswer['demos'][number] }) {
  const [run, setRun] = useState<DemoRun>(BEFORE)
  const [stop, setStop] = useState<AbortController>()
  useEffect(() => () => stop?.abort(), [stop])
  const start = () => {
    const controller = new AbortController()
    setStop(controller)
    void runDemo(day, name, controller.signal, setRun)
  }
  const isRunning = run.state === 'running'
  return (
    <div class="demo">
      <div class="demo-head">
        <div>
          <h3>{name}</h3>
          <p class="soft">
            <Said text={about} />
            {draws && ' Run it to see it drawn.'}
          </p>
        </div>
        <button type="button" class="button" onClick={isRunning ? () => stop?.abort() : start}>
          {isRunning ? 'Stop' : run.state === 'before' ? 'Run' : 'Run again'}
          <span class="unseen"> {name}</span>
        </button>
      </div>
      {run.scenes.length > 0 && <PictureOf run={run} />}
      <div class={`demo-sides${run.state === 'before' ? '' : ' demo-ran'}`}>
        <Html class="source" html={source} />
        {run.state !== 'before' && <Output name={name} run={run} />}
      </div>
    </div>
  )
}

/** Its script is loaded when something is drawn for the first time. */
function PictureOf({ run }: { run: DemoRun }) {
  const [Picture, setPicture] = useState<typeof import('../picture/picture.tsx').Picture>()
  useEffect(() => {
    void import('../picture/picture.tsx').then((loaded) => setPicture(() => loaded.Picture))
  }, [])
  return Picture ? <Picture scenes={run.scenes} isRunning={run.state === 'running'} /> : null
}

function Output({ name, run }: { name: string; run: DemoRun }) {
  return (
    <div class="demo-output">
      <p class="small soft" role="status">
        {sayState(run)}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <pre class="output" tabIndex={0} role="log" aria-label={`Output of ${name}`}>
        {run.output.map(({ stream, text }, index) => (
          <span key={index} class={stream === 'stderr' ? 'output-error' : undefined}>
            {text}
          </span>
        ))}
      </pre>
      {run.state === 'refused' && <Trouble refused={run.refused} />}
    </div>
  )
}

function sayState(run: DemoRun): string {
  if (run.state === 'running') return 'Running …'
  if (run.state !== 'ended') return ''
  if (run.code === 0) return 'It has ended.'
  return run.code === 130 ? 'It was stopped.' : `It ended with exit code ${run.code}.`
}
