/**
 * A bar without text, as wide as its place.
 * @param share 0 to 1
 * @param fill a colour of the page's style
 */
export function svgBar(share: number, fill: 'good' | 'part' | 'bar'): string {
  const length = Math.round(Math.min(1, Math.max(0, share)) * 1000) / 10
  return `<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect width="100" height="8" style="fill:var(--empty)"/><rect width="${length}" height="8" style="fill:var(--${fill})"/></svg>`
}
