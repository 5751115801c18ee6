/** Imported first by every check file under the fence, for what it does and not for what it exports. */
import { stopSharedApp } from './app.ts'
import { openFile } from './fence.ts'

openFile()
stopSharedApp()
