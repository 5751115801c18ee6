import { useId, useState } from 'preact/hooks'
import type { ProgressAnswer } from '../../api.ts'
import { Said } from '../parts/said.tsx'

/** As long as a name on a report may be. */
const LONGEST_NAME = 200

/** The month as a page for a portfolio, made when it is asked for; before there is something to report, why not. */
export function Report({ noReport }: { noReport: ProgressAnswer['noReport'] }) {
  return (
    <section class="stack" aria-labelledby="report">
      <h2 id="report">Report</h2>
      {noReport ? (
        <p>
          <Said text={noReport.message} />{' '}
          <span class="soft">
            <Said text={noReport.hint} />
          </span>
        </p>
      ) : (
        <ReportLinks />
      )}
    </section>
  )
}

function ReportLinks() {
  const [name, setName] = useState('')
  const field = useId()
  return (
    <>
      <p class="soft">
        What you have proved and measured as one page for a portfolio. It loads nothing from anywhere, and nothing is
        sent.
      </p>
      <p class="report-name">
        <label for={field}>Name on it, if you like</label>
        <input
          id={field}
          type="text"
          autocomplete="name"
          maxLength={LONGEST_NAME}
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </p>
      <p class="buttons">
        <a class="button button-main" href={reportPath(name)} target="_blank" rel="noopener">
          Open the report in a new tab
        </a>
        <a class="button" href={reportPath(name)} download="report.html">
          Download the report
        </a>
      </p>
    </>
  )
}

function reportPath(name: string): string {
  const given = name.trim()
  return `/api/report${given === '' ? '' : `?name=${encodeURIComponent(given)}`}`
}
