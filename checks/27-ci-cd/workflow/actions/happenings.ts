/** What happens in the repository, and what GitHub tells a workflow of it. */
import type { Entries } from './values.ts'

export interface Happening {
  says: string
  /** The context `github`. */
  github: Entries
  /** A file that is changed. */
  changes: string
}

let runs = 100

function shaOf(number: number): string {
  return number.toString(16).padStart(40, '5eed')
}

function common(event: string, event_payload: Entries): Entries {
  runs += 1
  return {
    event_name: event,
    event: { repository: { default_branch: 'main', full_name: 'marketplace/routes' }, ...event_payload },
    workflow: 'CI',
    workflow_ref: 'marketplace/routes/.github/workflows/ci.yml@refs/heads/main',
    repository: 'marketplace/routes',
    repository_owner: 'marketplace',
    actor: 'ada',
    triggering_actor: 'ada',
    run_id: 9_000_000 + runs,
    run_number: runs,
    run_attempt: 1,
    sha: shaOf(runs),
    server_url: 'https://github.com',
    head_ref: '',
    base_ref: '',
    token: 'made-up-github-token',
  }
}

export function push(branch = 'main', changes = 'src/route.js'): Happening {
  const ref = `refs/heads/${branch}`
  const github = {
    ...common('push', { ref, head_commit: { message: 'Shorter routes' } }),
    ref,
    ref_name: branch,
    ref_type: 'branch',
  }
  return { says: `a push to ${branch} that changes ${changes}`, github, changes }
}

export function pushTag(tag: string): Happening {
  const ref = `refs/tags/${tag}`
  const github = { ...common('push', { ref }), ref, ref_name: tag, ref_type: 'tag' }
  return { says: `a push of the tag ${tag}`, github, changes: 'src/route.js' }
}

export function byHand(branch: string): Happening {
  const ref = `refs/heads/${branch}`
  const github = { ...common('workflow_dispatch', { ref, inputs: {} }), ref, ref_name: branch, ref_type: 'branch' }
  return { says: `a start by hand on ${branch}`, github, changes: 'src/route.js' }
}

export interface PullRequest {
  number?: number
  title?: string
  branch?: string
  action?: string
  changes?: string
  base?: string
}

export function pullRequest(asked: PullRequest = {}): Happening {
  const {
    number = 7,
    title = 'Shorter routes',
    branch = 'shorter-routes',
    action = 'synchronize',
    changes = 'src/route.js',
  } = asked
  const { base = 'main' } = asked
  const request = {
    number,
    title,
    body: title,
    draft: false,
    user: { login: 'ada' },
    head: {
      ref: branch,
      label: `ada:${branch}`,
      sha: shaOf(runs + 5000),
      repo: { full_name: 'ada/routes', fork: true },
    },
    base: { ref: base, sha: shaOf(1), repo: { full_name: 'marketplace/routes' } },
  }
  const github = {
    ...common('pull_request', { action, number, pull_request: request }),
    ref: `refs/pull/${number}/merge`,
    ref_name: `${number}/merge`,
    ref_type: 'branch',
    head_ref: branch,
    base_ref: base,
  }
  return { says: `pull request ${number} (${action}) that changes ${changes}`, github, changes }
}
