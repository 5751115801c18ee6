/** What the system said of a file, for a person. */
const SAID: Record<string, string> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk is full',
  EFBIG: 'the file would be too large',
}

/** `permission denied (EACCES)`; another error in its own words. */
export function sayFileError(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? String(error.code) : ''
  return SAID[code] === undefined ? error.message : `${SAID[code]} (${code})`
}
