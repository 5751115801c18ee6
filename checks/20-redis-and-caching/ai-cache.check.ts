import './ai-cache/answers.checks.ts'
import './ai-cache/trouble.checks.ts'
