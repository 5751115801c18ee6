import { prepareSharedApp } from './app.ts'
import { endSharedWithRun } from './endings.ts'
import { openFile } from './fence.ts'

/** Called before all else by every check file under the fence. */
export function open(): void {
  openFile()
  endSharedWithRun()
  prepareSharedApp()
}
