import { useState } from 'preact/hooks'
import type { TraceAnswer, TraceRequest } from '../../api.ts'
import { post, Refused } from '../ask.ts'
import { Editor } from '../editor/editor.tsx'
import { Title } from '../parts/title.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { Recording } from './recording.tsx'
import { type Program, SnippetPicker } from './snippet-picker.tsx'

type Run =
  | { state: 'none' | 'running' }
  | { state: 'refused'; refused: Refused }
  | { state: 'recorded'; program: Program; answer: TraceAnswer }

const FIRST: Program = {
  name: 'a program of your own',
  kind: 'cjs',
  text: `setTimeout(() => console.log('timer'), 0)
setImmediate(() => console.log('immediate'))
Promise.resolve().then(() => console.log('promise'))
process.nextTick(() => console.log('tick'))
console.log('now')
`,
}

/** What the event loop did with a program: recorded while it really ran, then stepped through at one's own pace. */
export function TracePage() {
  const [program, setProgram] = useState(FIRST)
  const { run, record, forget } = useRecording(program)
  const [line, setLine] = useState<number>()
  const isStale = run.state === 'recorded' && (run.program.text !== program.text || run.program.kind !== program.kind)
  const choose = (chosen: Program) => {
    setProgram(chosen)
    forget()
  }
  return (
    <div class="trace">
      <header class="trace-head stack">
        <Title>Trace</Title>
        <p class="lead">
          Run a program and see which callback Node called when, from which queue. Nothing is simulated.
        </p>
      </header>
      <div class="trace-program stack">
        <SnippetPicker first={FIRST} program={program} onChoose={choose} />
        <Editor
          key={program.name}
          label="The program"
          text={() => program.text}
          marked={isStale || run.state !== 'recorded' ? undefined : line}
          onType={(text) => setProgram((now) => ({ ...now, text }))}
        />
        <button type="button" class="button button-main" disabled={run.state === 'running'} onClick={record}>
          {run.state === 'running' ? 'Running …' : 'Run and record'}
        </button>
      </div>
      <div class="trace-result stack" aria-live="polite">
        {run.state === 'none' && <p class="soft">What it did is drawn here.</p>}
        {run.state === 'refused' && <Trouble refused={run.refused} />}
        {isStale && <p class="notice">The program has changed since. Run it again.</p>}
        {run.state === 'recorded' && <Recording key={run.answer.text} answer={run.answer} onLine={setLine} />}
      </div>
    </div>
  )
}

function useRecording(program: Program) {
  const [run, setRun] = useState<Run>({ state: 'none' })
  const record = async () => {
    setRun({ state: 'running' })
    const { text, kind } = program
    try {
      const answer = await post<TraceAnswer>('/trace', { text, kind } satisfies TraceRequest)
      setRun({ state: 'recorded', program, answer })
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      setRun({ state: 'refused', refused: error })
    }
  }
  return { run, record, forget: () => setRun({ state: 'none' }) }
}
