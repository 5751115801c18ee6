/**
 * A bar without text, as wide as its place. Colours come by class: a policy can allow a style sheet by its hash, and attributes not.
 * @param share 0 to 1
 * @param fill a colour of the page's style
 */
export function svgBar(share: number, fill: 'good' | 'part' | 'bar'): string {
  const length = Math.round(Math.min(1, Math.max(0, share)) * 1000) / 10
  return `<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="fill-empty" width="100" height="8"/><rect class="fill-${fill}" width="${length}" height="8"/></svg>`
}
