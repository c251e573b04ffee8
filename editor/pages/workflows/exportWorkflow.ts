import { canonical } from '../../../shared/canonical.ts'
import { call } from '../../api/call.ts'

/** Saves the draft as a canonical file: importing it again gives the same bytes. */
export async function exportWorkflow(id: string): Promise<void> {
  const document = await call('exportWorkflow', { params: { workflow: id } })
  const url = URL.createObjectURL(new Blob([canonical(document)], { type: 'application/json' }))
  const link = Object.assign(window.document.createElement('a'), { href: url, download: `${id}.json` })
  link.click()
  // The browser reads the file after the click.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
