/** A mail for a sandboxed frame: a policy of its own stands before everything else in it. */
export function guardedMail(html: string, { showsImages }: { readonly showsImages: boolean }): string {
  const images = showsImages ? 'data: https: http:' : 'data:'
  const policy = `default-src 'none'; style-src 'unsafe-inline'; img-src ${images}`
  return `<!doctype html><meta http-equiv="content-security-policy" content="${policy}"><meta name="color-scheme" content="light">${html}`
}

/** Whether a mail names pictures that lie elsewhere: in an attribute or in a style. */
export const hasRemoteImages = (html: string): boolean =>
  /\b(?:src|srcset|background|poster)\s*=\s*["']?\s*(?:https?:)?\/\//i.test(html) ||
  /url\(\s*["']?\s*(?:https?:)?\/\//i.test(html)
