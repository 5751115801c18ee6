import './leaderboard/ranks.checks.ts'
import './leaderboard/deliveries.checks.ts'
