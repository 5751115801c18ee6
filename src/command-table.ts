import type { World } from './world.ts'

export interface CommandModule {
  /** Gives the exit code (README, "Exit codes"). A method, so that each command may narrow its own options. */
  run(args: string[], options: Record<string, unknown>, world: World): Promise<number>
}

interface CommandRow {
  /** Name and arguments as commander spells them. */
  usage: string
  summary: string
  flags?: [flags: string, description: string][]
  /** Flags that may be given again and again. */
  lists?: [flags: string, description: string][]
  examples: string[]
  load: () => Promise<CommandModule>
}

const JSON_FLAG: [string, string] = ['--json', 'print JSON instead of text']

/** Every command: what it is called and where its code is. The code is loaded when it is asked for. */
export const commands: CommandRow[] = [
  {
    usage: 'day <day>',
    summary: 'read a day and work through it',
    flags: [
      ['--section <anchor>', 'open at this section'],
      ['--print', 'print the whole day and end, as without a terminal'],
      ['--force', 'open a day that a gate keeps closed'],
    ],
    examples: ['course day 7', 'course day event-loop', 'course day 2 --print | less -R'],
    load: () => import('./commands/day.ts'),
  },
  {
    usage: 'next',
    summary: 'open the next thing to do',
    examples: ['course next'],
    load: () => import('./commands/next.ts'),
  },
  {
    usage: 'check [exercise]',
    summary: 'judge an exercise, a day, or what is next',
    flags: [JSON_FLAG, ['--all', 'explain every failing check, not only the first two']],
    examples: ['course check', 'course check 2', 'course check 2/map-limit', 'course check map-limit --json'],
    load: () => import('./commands/check.ts'),
  },
  {
    usage: 'watch [exercise]',
    summary: 'judge whenever you save',
    examples: ['course watch', 'course watch 2/retry'],
    load: () => import('./commands/watch.ts'),
  },
  {
    usage: 'hint <exercise>',
    summary: 'the next hint',
    flags: [['--all', 'the hints you have had so far, again']],
    examples: ['course hint 2/map-limit'],
    load: () => import('./commands/hint.ts'),
  },
  {
    usage: 'solution <exercise>',
    summary: 'the reference solution',
    flags: [
      ['--diff', 'against your file'],
      ['--yes', 'show it before you have passed, without asking'],
    ],
    examples: ['course solution 2/map-limit', 'course solution 2/map-limit --diff'],
    load: () => import('./commands/solution.ts'),
  },
  {
    usage: 'reset <exercise>',
    summary: 'start an exercise again; your version is kept',
    flags: [['--yes', 'without asking']],
    examples: ['course reset 2/map-limit'],
    load: () => import('./commands/reset.ts'),
  },
  {
    usage: 'demo <day> [name]',
    summary: "run a day's example",
    examples: ['course demo 2', 'course demo 2 phases'],
    load: () => import('./commands/demo.ts'),
  },
  {
    usage: 'quiz [day]',
    summary: 'the questions of a day',
    flags: [JSON_FLAG],
    lists: [['--answer <question=answer>', 'answer one question; may be given again']],
    examples: ['course quiz 2', 'course quiz 2 --json', 'course quiz 2 --answer who-goes-first=2'],
    load: () => import('./commands/quiz.ts'),
  },
  {
    usage: 'review',
    summary: 'questions and exercises that are due again',
    flags: [JSON_FLAG],
    examples: ['course review'],
    load: () => import('./commands/review.ts'),
  },
  {
    usage: 'bench <day>',
    summary: "run a day's benchmark",
    flags: [JSON_FLAG, ['--seconds <seconds>', 'load each variant this long in each round']],
    examples: ['course bench 3', 'course bench 3 --json'],
    load: () => import('./commands/bench.ts'),
  },
  {
    usage: 'progress',
    summary: 'what you have proved',
    flags: [JSON_FLAG, ['--markdown', 'as a checklist with boxes'], ['--roadmap', "as the roadmap's phases"]],
    examples: ['course progress', 'course progress --markdown > PROGRESS.md', 'course progress --roadmap'],
    load: () => import('./commands/progress.ts'),
  },
  {
    usage: 'list',
    summary: 'all exercises and their state',
    flags: [JSON_FLAG],
    examples: ['course list'],
    load: () => import('./commands/list.ts'),
  },
  {
    usage: 'init [dir]',
    summary: 'make a workbook',
    examples: ['course init', 'course init ~/backend'],
    load: () => import('./commands/init.ts'),
  },
  {
    usage: 'doctor',
    summary: 'what works on this machine, and how to mend the rest',
    flags: [JSON_FLAG, ['--install <service>', 'download a server for exercises to use: mongodb']],
    examples: ['course doctor', 'course doctor --install mongodb'],
    load: () => import('./commands/doctor.ts'),
  },
  {
    usage: 'author <action> [args...]',
    summary: 'for instructors: "new <n> <slug>" scaffolds a day, "check [n]" proves one or all',
    flags: [
      JSON_FLAG,
      ['--repeat <times>', 'judge everything this often, to find what is flaky'],
      ['--only <exercise>', 'only this exercise'],
    ],
    examples: ['course author new 31 websockets', 'course author check', 'course author check 2 --repeat 20'],
    load: () => import('./commands/author.ts'),
  },
]

/** What `course` alone does. */
export const loadHome = (): Promise<CommandModule> => import('./commands/home.ts')
