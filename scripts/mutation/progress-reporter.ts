/** One line on a terminal that says how far a run is; nothing where nobody watches. */

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
    this.#tested++
    if (status === 'Survived') this.#survived++
    if (process.stderr.isTTY)
      process.stderr.write(`\r  ${this.#tested} of ${this.#planned}, ${this.#survived} survived`)
  }

  wrapUp() {
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K')
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.Reporter, 'progress-line', ProgressLine)]
