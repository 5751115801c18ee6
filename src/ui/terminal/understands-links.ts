import type { World } from '../../world.ts'

/** Known to understand OSC 8. Elsewhere the sequence could be shown as it is. */
const TERMINALS = new Set(['iTerm.app', 'WezTerm', 'vscode', 'ghostty', 'Hyper', 'rio', 'zed', 'WarpTerminal'])
/** The first VTE, of GNOME's terminal and others, whose links do no harm. */
const VTE_WITH_LINKS = 5000

/** Whether the terminal makes a link of OSC 8. */
export function understandsLinks({ env, stdout }: Pick<World, 'env' | 'stdout'>): boolean {
  if (stdout.isTTY !== true || env['TMUX'] || env['STY']) return false
  if (env['WT_SESSION'] || env['KITTY_WINDOW_ID'] || env['KONSOLE_VERSION'] || env['DOMTERM']) return true
  if (Number(env['VTE_VERSION'] ?? 0) >= VTE_WITH_LINKS) return true
  return TERMINALS.has(env['TERM_PROGRAM'] ?? '') || /kitty|ghostty|alacritty|foot/.test(env['TERM'] ?? '')
}
