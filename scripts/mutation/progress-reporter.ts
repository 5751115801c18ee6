/** Says how far a run is: on a terminal in one line, elsewhere after every tenth of the way. */
import type { MutantResult } from '@stryker-mutator/api/core'
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin'
import type { MutationTestingPlanReadyEvent, Reporter } from '@stryker-mutator/api/report'

class ProgressLine implements Reporter {
  #planned = 0
  #tested = 0
  #survived = 0

  onMutationTestingPlanReady({ mutantPlans }: MutationTestingPlanReadyEvent) {
    this.#planned = mutantPlans.length
  }

  onMutantTested({ status }: Readonly<MutantResult>) {
    const tenths = Math.floor((10 * this.#tested) / this.#planned)
    this.#tested++
    if (status === 'Survived') this.#survived++
    const line = `  ${this.#tested} of ${this.#planned}, ${this.#survived} survived`
    if (process.stderr.isTTY) process.stderr.write(`\r${line}`)
    else if (Math.floor((10 * this.#tested) / this.#planned) > tenths) process.stderr.write(`${line}\n`)
  }

  wrapUp() {
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K')
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.Reporter, 'progress-line', ProgressLine)]
