import './semver-range/ranges.checks.ts'
import './semver-range/versions.checks.ts'
