/** Where the two files of a certificate lie: what was named, whichever of the two endings it had. */
export function certificatePaths(out: string): { json: string; html: string } {
  const stem = out.replace(/\.(?:json|html?)$/i, '')
  return { json: `${stem}.json`, html: `${stem}.html` }
}
