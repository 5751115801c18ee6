import { prepareSharedApp } from './app.ts'
import { endSharedWithRun } from './endings.ts'
import { type Opening, openFile } from './fence.ts'

/** Called before all else while the tests of a check file are collected under the fence. */
export function open(opening: Opening): void {
  openFile(opening)
  endSharedWithRun()
  prepareSharedApp()
}
