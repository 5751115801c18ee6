export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const
type Shell = (typeof SHELLS)[number]

export function isShell(name: string): name is Shell {
  return SHELLS.some((shell) => shell === name)
}

/**
 * What a shell needs to complete `course`. Each script hands over the words before the cursor as they are, never as code, and then
 * the one at the cursor with `=` before it, since some shells drop an empty argument. Nothing but the shell itself is needed:
 * no bash-completion, no framework.
 */
export function scriptFor(shell: Shell): string {
  return SCRIPTS[shell]
}

const BASH = `# Completion of course for bash. "course" must be a command of your shell (npm link, in a checkout).
_course_completion() {
  local line word="\${COMP_WORDS[COMP_CWORD]}"
  COMPREPLY=()
  while IFS= read -r line; do
    if [ "$line" = ":files" ]; then
      compopt -o filenames 2>/dev/null
      while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$word")
      return
    fi
    COMPREPLY+=("\${line%%$'\\t'*}")
  done < <(course __complete "\${COMP_WORDS[@]:1:COMP_CWORD-1}" "=$word" 2>/dev/null)
  compopt -o nosort 2>/dev/null
}
complete -F _course_completion course
`

const ZSH = `#compdef course
# Completion of course for zsh. "course" must be a command of your shell (npm link, in a checkout).
_course() {
  local line
  local -a found
  for line in "\${(@f)$(course __complete "\${(@)words[2,CURRENT-1]}" "=\${words[CURRENT]}" 2>/dev/null)}"; do
    if [[ $line == ":files" ]]; then
      _files
      return
    fi
    [[ -n $line ]] && found+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done
  _describe -V course found
}
if [[ \${funcstack[1]} == _course ]]; then
  _course "$@"
else
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
  compdef _course course
fi
`

const FISH = `# Completion of course for fish. "course" must be a command of your shell (npm link, in a checkout).
function __course_completion
    set -l words (commandline -opc)
    set -l word (commandline -ct)
    set -l found (course __complete $words[2..-1] "=$word" 2>/dev/null)
    if test "$found[1]" = ":files"
        __fish_complete_path "$word"
    else
        printf '%s\\n' $found
    end
end
complete -c course -f -k -a '(__course_completion)'
`

const POWERSHELL = `# Completion of course for PowerShell. "course" must be a command of your shell (npm link, in a checkout).
Register-ArgumentCompleter -Native -CommandName course -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition } |
        ForEach-Object { $_.ToString().Trim('"', "'") })
    foreach ($line in @(& course __complete @words "=$wordToComplete" 2>$null)) {
        if ($line -eq ':files') { return }
        $value, $says = $line -split "\`t", 2
        if (-not $says) { $says = $value }
        [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $says)
    }
}
`

const SCRIPTS: Record<Shell, string> = { bash: BASH, zsh: ZSH, fish: FISH, powershell: POWERSHELL }
