/** A path or a word as a shell reads it back: quoted where it has a space, or anything else that a shell acts on. */
export function shellWord(text: string, isWindows: boolean = process.platform === 'win32'): string {
  if (/^(?!~)[\w./\\:@%+,=~-]+$/.test(text) && (isWindows || !text.includes('\\'))) return text
  if (isWindows || !/["$`\\!]/.test(text)) return `"${text}"`
  return `'${text.replaceAll("'", "'\\''")}'`
}
