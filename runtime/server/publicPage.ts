import { createHash } from 'node:crypto'

/** A page for a store's customers: one thing said, at most one thing to do. */
export interface PublicPage {
  readonly store: string
  readonly title: string
  readonly sentences: readonly string[]
  /** A button that posts to `path`. */
  readonly action?: { readonly path: string; readonly label: string; readonly isMain: boolean }
}

const style = `
:root{color-scheme:light dark;--page:oklch(0.985 0.004 95);--card:oklch(1 0 0);--line:oklch(0.9 0.006 95);--text:oklch(0.25 0.01 95);--quiet:oklch(0.47 0.01 95);--accent:oklch(0.5 0.13 155);--on-accent:oklch(1 0 0)}
@media (prefers-color-scheme:dark){:root{--page:oklch(0.19 0.006 95);--card:oklch(0.235 0.007 95);--line:oklch(0.35 0.008 95);--text:oklch(0.94 0.005 95);--quiet:oklch(0.75 0.008 95);--accent:oklch(0.78 0.14 155);--on-accent:oklch(0.2 0.03 155)}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;min-height:100dvh;display:grid;place-items:center;padding:24px 16px;background:var(--page);color:var(--text);font:16px/1.5 Inter,system-ui,sans-serif}
main{width:100%;max-width:440px;padding:32px;background:var(--card);border:1px solid var(--line);border-radius:8px;overflow-wrap:anywhere}
.store{margin:0 0 16px;font-size:14px;color:var(--quiet)}
h1{margin:0 0 12px;font-size:20px;line-height:1.3}
p{margin:0 0 12px}
p+p{color:var(--quiet);font-size:14px}
form{margin:24px 0 0}
button{font:inherit;font-weight:500;min-height:44px;padding:8px 20px;border-radius:8px;border:1px solid var(--line);background:transparent;color:var(--text);cursor:pointer}
button.main{background:var(--accent);border-color:var(--accent);color:var(--on-accent)}
button:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
@media (max-width:480px){main{padding:24px 20px}button{width:100%}}
`

/** Nothing runs, nothing is fetched, nothing is kept, and no other site learns or frames the address of the page. */
export const publicPageHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Robots-Tag': 'noindex',
  'Content-Type': 'text/html; charset=utf-8',
}

export function publicPage({ store, title, sentences, action }: PublicPage): string {
  const button =
    action &&
    `<form method="post" action="${escaped(action.path)}"><button${action.isMain ? ' class="main"' : ''}>${escaped(action.label)}</button></form>`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(store ? `${title} · ${store}` : title)}</title>
<style>${style}</style>
</head>
<body>
<main>
${store && `<p class="store">${escaped(store)}</p>`}
<h1>${escaped(title)}</h1>
${sentences.map((sentence) => `<p>${escaped(sentence)}</p>`).join('\n')}
${button ?? ''}
</main>
</body>
</html>
`
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
