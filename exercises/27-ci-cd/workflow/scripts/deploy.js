/** Stands for the program that brings a commit to production. */
if (!process.env.DEPLOY_TOKEN) {
  console.error('DEPLOY_TOKEN is not set')
  process.exitCode = 1
} else {
  console.log(`deployed ${process.env.GITHUB_SHA ?? 'what is here'}`)
}
