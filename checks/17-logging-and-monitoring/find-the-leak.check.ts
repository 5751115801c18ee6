import './find-the-leak/heap.checks.ts'
import './find-the-leak/profile.checks.ts'
import './find-the-leak/real.checks.ts'
