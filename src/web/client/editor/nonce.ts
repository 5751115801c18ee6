/** What the server lets the editor's own style through by. It stands in the document as `<meta name="csp-nonce">`. */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? ''
}
