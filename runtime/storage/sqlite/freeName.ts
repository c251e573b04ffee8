import { existsSync } from 'node:fs'

/** The name under which a file stays that another takes the place of. */
export function freeName(file: string): string {
  for (let n = 1; ; n++) if (!existsSync(`${file}.replaced-${n}`)) return `${file}.replaced-${n}`
}
