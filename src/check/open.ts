import { prepareSharedApp } from './app.ts'
import { endSharedWithRun } from './endings.ts'
import { openFile } from './fence.ts'

/** Called before all else while the tests of a check file are collected under the fence. */
export function open(inARow: boolean): void {
  openFile(inARow)
  endSharedWithRun()
  prepareSharedApp()
}
