/** What a report has beyond other pages. */
export const REPORT_STYLE = `
.figures { list-style: none; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(8rem, 1fr)); gap: .5rem; margin: 1rem 0 }
.figures li { border: 1px solid var(--line); border-radius: 8px; padding: .5rem .65rem; color: var(--soft); line-height: 1.3; break-inside: avoid }
.figures b { display: block; font-size: 1.15rem; color: var(--ink); white-space: nowrap }
.month { list-style: none; padding: 0; display: grid; grid-template-columns: repeat(10, 1fr); gap: .35rem; margin: 1.25rem 0 .5rem }
.month li { border: 1px solid var(--line); border-radius: 6px; color: var(--soft) }
.month li > * { display: block; padding: .35rem .1rem; text-align: center; color: inherit; text-decoration: none }
.month i { display: block; font-style: normal; height: 1.2em; line-height: 1.2 }
.month .done { border-color: var(--good); color: var(--good); font-weight: 600 }
.month .started { border-color: var(--part); color: var(--part) }
.activity { display: flex; flex-wrap: wrap; gap: 1rem 2.5rem; align-items: center }
.heat { margin: .75rem 0; font-size: .875rem }
.heat > svg { max-width: 100%; height: auto; display: block }
.heat text { font-size: 11px; fill: var(--soft) }
.facts dt { flex-basis: 15.5rem }
.facts dd { font-weight: 600 }
.key { white-space: nowrap; margin-right: .5rem }
.l0 { fill: var(--empty) } .l1 { fill: var(--good); opacity: .35 } .l2 { fill: var(--good); opacity: .55 }
.l3 { fill: var(--good); opacity: .78 } .l4 { fill: var(--good) }
.topics { list-style: none; padding: 0; margin: .5rem 0 }
.topics li { padding-left: 1.4rem; position: relative; break-inside: avoid }
.topics li > .state { position: absolute; left: 0 }
.topics li.done > .state, .state.done { color: var(--good) }
.state { color: var(--part) }
.note { font-size: .875rem }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
th { vertical-align: top; overflow-wrap: anywhere }
td { vertical-align: top }
.chart { margin: .5rem 0; table-layout: fixed }
.chart td.bar { width: 45% }
.chart td:last-child { width: 6.5rem; vertical-align: middle }
.bench { break-inside: avoid }
.day { margin-top: 1.25rem }
a { color: var(--bar) }
@media print { a { color: inherit; text-decoration: none } }
@media (max-width: 30rem) { .month { grid-template-columns: repeat(6, 1fr) } .chart td.bar { display: table-cell; width: 28% } .chart td:last-child { width: 5.5rem } }
`
