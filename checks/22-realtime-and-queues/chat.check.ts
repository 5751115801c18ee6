import './chat/entering.checks.ts'
import './chat/talking.checks.ts'
import './chat/returning.checks.ts'
import './chat/members.checks.ts'
