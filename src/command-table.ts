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

/** Flags that come before or after any command (`GlobalFlags`). */
export const globalFlags: [flags: string, description: string][] = [
  ['--workbook <dir>', 'the folder with your exercises and progress'],
  ['--course <dir>', 'a course other than the built-in one'],
  ['--no-color', 'no colours (NO_COLOR works too)'],
  ['--plain', 'text to be listened to: words only, and nothing is asked (COURSE_PLAIN works too)'],
  ['--lang <tag>', 'lessons in this language, as far as the course has them (COURSE_LANG works too)'],
]

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
    examples: ['course day 7', 'course day event-loop', 'course day 12 --lang de', 'course day 2 --print | less -R'],
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
    flags: [JSON_FLAG, ['--all', 'explain every failing check, and show all that your code printed']],
    examples: ['course check', 'course check 2', 'course check 2/map-limit', 'course check map-limit --json'],
    load: () => import('./commands/check.ts'),
  },
  {
    usage: 'open [exercise]',
    summary: 'open an exercise in your editor',
    examples: ['course open', 'course open 2/map-limit', 'VISUAL=nano course open retry'],
    load: () => import('./commands/open.ts'),
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
      ['--mistakes', 'what others got wrong there, and why'],
      ['--yes', 'show it before you have passed, without asking'],
    ],
    examples: [
      'course solution 2/map-limit',
      'course solution 2/map-limit --diff',
      'course solution 2/map-limit --mistakes',
    ],
    load: () => import('./commands/solution.ts'),
  },
  {
    usage: 'reset <exercise>',
    summary: 'start an exercise again; your version is kept',
    flags: [
      ['--yes', 'without asking'],
      ['--diff', 'only show how the course has changed the starter since you got it'],
    ],
    examples: ['course reset 2/map-limit', 'course reset 2/map-limit --diff'],
    load: () => import('./commands/reset.ts'),
  },
  {
    usage: 'undo',
    summary: 'take back the last reset or import',
    flags: [['--yes', 'without asking'], JSON_FLAG],
    examples: ['course undo'],
    load: () => import('./commands/undo.ts'),
  },
  {
    usage: 'demo <day> [name]',
    summary: "run a day's example",
    examples: ['course demo 2', 'course demo 2 phases'],
    load: () => import('./commands/demo.ts'),
  },
  {
    usage: 'trace <file>',
    summary: 'run a program and see what the event loop did',
    flags: [
      ['--all', "Node's own callbacks as well"],
      ['--seconds <seconds>', 'end it after so long (10), longer on a busy machine'],
      JSON_FLAG,
    ],
    examples: ['course trace try.mjs', 'course trace try.ts --seconds 30', 'course trace try.cjs --json > trace.json'],
    load: () => import('./commands/trace.ts'),
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
    usage: 'review [exercise]',
    summary: 'questions and exercises that are due again',
    flags: [['--again', 'begin the scratch file of an exercise again; what was in it is kept'], JSON_FLAG],
    examples: [
      'course review',
      'course review 2/map-limit              # from the starter, in a scratch file; again: judges it',
    ],
    load: () => import('./commands/review.ts'),
  },
  {
    usage: 'search <words...>',
    summary: 'find a topic, a section, an exercise, a question or a note',
    flags: [JSON_FLAG, ['--all', 'everything that was found, not only the best']],
    examples: ['course search closures', 'course search event loop phases', 'course search backpressure --json'],
    load: () => import('./commands/search.ts'),
  },
  {
    usage: 'note [day] [text...]',
    summary: 'keep a note with a day, or read your notes',
    flags: [
      ['--list', 'the notes of that day'],
      ['--edit [number]', 'change a note: with this text, or in your editor'],
      ['--delete <number>', 'delete a note'],
      ['--markdown', 'print notes as Markdown'],
      JSON_FLAG,
    ],
    examples: [
      'course note 7 "next(err) skips ordinary middleware"',
      'course note 7                          # in your editor',
      'pbpaste | course note 7',
      'course note 7 --edit 2',
      'course note --markdown > notes.md',
    ],
    load: () => import('./commands/note.ts'),
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
    usage: 'pace',
    summary: 'your plan and where you are beside it, or a new plan from today',
    flags: [
      ['--days-a-week <days>', 'study on so many days of seven'],
      ['--minutes <minutes>', 'so long on each of them (without it: a day of the course, whatever it takes)'],
      ['--start <date>', 'count from this day, for example 2026-11-30 (without it: from today)'],
      JSON_FLAG,
    ],
    examples: ['course pace', 'course pace --days-a-week 5', 'course pace --days-a-week 6 --minutes 180'],
    load: () => import('./commands/pace.ts'),
  },
  {
    usage: 'certificate [action] [file]',
    summary: 'write what you have proved, check by check, or "verify" such a file',
    flags: [
      ['--name <name>', 'whose it is; without it, it names nobody'],
      ['--out <file>', 'where to write it (certificate.json and certificate.html in the workbook)'],
      ['--force', 'replace files that are there'],
      JSON_FLAG,
    ],
    examples: [
      'course certificate',
      'course certificate --name "Ada Lovelace" --out ~/ada.json',
      'course certificate verify ~/ada.json',
    ],
    load: () => import('./commands/certificate.ts'),
  },
  {
    usage: 'report',
    summary: 'write the month as one page for a portfolio',
    flags: [
      ['--name <name>', 'whose it is; without it, it names nobody'],
      ['--out <file>', 'where to write it (report.html in the workbook)'],
      ['--force', 'replace the file of --out that is there'],
      ['--open', 'show it in the browser'],
      JSON_FLAG,
    ],
    examples: ['course report --open', 'course report --name "Ada Lovelace" --out ~/portfolio/backend.html'],
    load: () => import('./commands/report.ts'),
  },
  {
    usage: 'share <day>',
    summary: 'a post and a picture of what you have proved on a day; nothing is sent',
    flags: [
      ['--out <folder>', 'where to put the pictures (share/ in the workbook)'],
      ['--force', 'replace pictures that are in the folder of --out'],
      JSON_FLAG,
    ],
    examples: ['course share 7', 'course share 7 > post.txt', 'course share 7 --out ~/pictures/day-7'],
    load: () => import('./commands/share.ts'),
  },
  {
    usage: 'list [day]',
    summary: 'the exercises and their state, to choose from',
    flags: [JSON_FLAG, ['--print', 'print them and end, as without a terminal']],
    examples: ['course list', 'course list 5', 'course list --print'],
    load: () => import('./commands/list.ts'),
  },
  {
    usage: 'init [dir]',
    summary: 'make a workbook',
    flags: [['--yes', 'also in a folder that holds other things, without asking']],
    examples: ['course init', 'course init ~/backend'],
    load: () => import('./commands/init.ts'),
  },
  {
    usage: 'completion <shell>',
    summary: 'a script that completes commands, days, exercises and flags: bash, zsh, fish, powershell',
    examples: [
      'course completion bash >> ~/.bashrc',
      'course completion zsh >> ~/.zshrc',
      'course completion fish > ~/.config/fish/completions/course.fish',
      'course completion powershell >> $PROFILE',
    ],
    load: () => import('./commands/completion.ts'),
  },
  {
    usage: 'export [file]',
    summary: 'your record and your work in one archive, for another machine',
    flags: [['--force', 'replace a file that is there'], JSON_FLAG],
    examples: ['course export', 'course export ~/backend.zip'],
    load: () => import('./commands/export.ts'),
  },
  {
    usage: 'import <file>',
    summary: 'join such an archive with your record and your work',
    flags: [['--theirs', "where both differ, the archive's version goes in place; yours is kept"], JSON_FLAG],
    examples: ['course import ~/backend.zip', 'course import ~/backend.zip --theirs'],
    load: () => import('./commands/import.ts'),
  },
  {
    usage: 'web',
    summary: 'the same course as a page in your browser, for this machine alone',
    flags: [
      ['--port <port>', 'listen there (the last one, or any that is free)'],
      ['--no-open', 'only print the address'],
    ],
    examples: ['course web', 'course web --port 4400 --no-open'],
    load: () => import('./commands/web.ts'),
  },
  {
    usage: 'doctor',
    summary: 'what works on this machine, and how to mend the rest',
    flags: [
      JSON_FLAG,
      [
        '--install <what>',
        'get a server for exercises: mongodb (downloads it), redis (says how); or packages: links those of the course into your workbook',
      ],
    ],
    examples: [
      'course doctor',
      'course doctor --install mongodb',
      'course doctor --install redis',
      'course doctor --install packages   # so that programs in your workbook find them',
    ],
    load: () => import('./commands/doctor.ts'),
  },
  {
    usage: 'mcp',
    summary: 'a tutor that cannot spoil: your assistant gets the lesson, the task, verdicts and hints',
    examples: [
      'course mcp --help             # with the entry for the settings of your assistant',
      'course mcp --lang de --help   # the same for lessons in German',
    ],
    load: () => import('./commands/mcp.ts'),
  },
  {
    usage: 'grade <submissions...>',
    summary: "for instructors: judge learners' workbooks and archives from scratch, each fenced in",
    flags: [
      JSON_FLAG,
      ['--csv', 'print a line for each exercise, for a spreadsheet'],
      ['--junit', 'print XML as CI systems read it'],
      ['--queue <url>', 'let workers judge, by a queue in this Redis; with `worker`: be one'],
      ['--resume <file>', 'keep grades in this file, and go on where it ended'],
      ['--workers <n>', 'judge so many submissions at a time (two for each core)'],
      ['--processes <n>', 'so many at a time for a submission (256)'],
      ['--memory <mb>', 'for all processes of a submission (4096)'],
      ['--disk <mb>', 'for what a submission writes (1024)'],
      ['--minutes <n>', 'for one exercise (10)'],
      ['--unfenced', 'judge also where this machine cannot be kept from what is judged'],
    ],
    lists: [['--only <exercise>', 'judge only this exercise, or this day (again for more)']],
    examples: [
      'course grade class/',
      'course grade anna.zip ben.zip --only 2 --only 7/compose',
      'course grade class/ --resume grades.jsonl --csv > grades.csv',
      'course grade workbook --junit > grades.xml',
      'course grade worker --queue redis://10.0.0.5:6379   # on each machine that judges',
      'course grade class/ --queue redis://10.0.0.5:6379',
    ],
    load: () => import('./commands/grade.ts'),
  },
  {
    usage: 'author <action> [args...]',
    summary:
      'for instructors: "init", "new", "preview", "check", "mistake", "mistakes", "translated", "diff", "insight" and "pack"',
    flags: [
      ['--repeat <times>', 'check: judge everything this often, to find what is flaky'],
      ['--only <exercise>', 'check: only this exercise'],
      ['--skip-mistakes', 'check: leave the wrong answers out, once they are proved on another Node.js'],
      ['--named', 'check: judge wrong answers by the checks they name alone, in half the time'],
      ['--refresh', 'check: bring wrong answers up to their solutions, and note the cases they fail with'],
      ['--json', 'check, insight: print JSON instead of text'],
      ['--html <file>', 'insight: write it as a page, too'],
      ['--force', 'insight: replace a page that is there'],
      ['--from <path>', 'mistake: a finished file or folder, in place of an editor'],
      ['--wrong <text>', 'mistake: what is wrong, in a sentence'],
      ['--why <text>', 'mistake: why people do it'],
      ['--title <text>', 'init: what the new course is called'],
      ['--port <port>', 'preview: listen there'],
      ['--no-open', 'preview: only print the address'],
    ],
    examples: [
      'course author init http-in-small      # begins a course of your own, as a package',
      'course author new 31 websockets       # scaffolds a day',
      'course author preview 31              # the day as learners see it, anew at each save',
      'course author check                   # proves every day',
      'course author check 2 --repeat 20',
      'course author check 7 --refresh       # after a change of a solution or of checks',
      'course author mistake 7/compose lost  # writes a wrong answer, or edits it',
      'course author mistake 7/compose lost --from wrong.ts --wrong "…" --why "…"',
      'course author mistakes 7/compose      # shows them all',
      'course author translated 12 de        # notes that its translation is up to date',
      'course author diff ../before          # what a release changes for learners',
      'course author insight class/          # what the records of learners show, in counts',
      'course author insight ada.json bo.zip --html insight.html',
      'course author pack                    # makes the tarball of a course that is a package',
    ],
    load: () => import('./commands/author.ts'),
  },
]

/** What `course` alone does. */
export const loadHome = (): Promise<CommandModule> => import('./commands/home.ts')
