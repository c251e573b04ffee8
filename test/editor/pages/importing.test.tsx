import { render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { ImportDialog } from '../../../editor/pages/workflows/ImportDialog.tsx'
import { Providers } from '../../../editor/panels/Providers.tsx'
import { parseDocument } from '../../../shared/parseDocument.ts'
import { answers } from './answers.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

const document = { format: 1, id: 'win-back', title: 'Win-back' }
const found = {
  id: 'win-back',
  title: 'Win-back',
  exists: true,
  identical: false,
  problems: [],
  segments: [{ id: 'at-risk', title: 'At risk', state: 'differs' }],
  differences: ['Title: Win back → Win-back'],
  imported: null,
}

const dialog = (text: string, onImported = (_: { id: string; title: string }) => {}) =>
  render(
    <Providers env="test">
      <ImportDialog from="From win-back.json" read={parseDocument(text)} onClose={() => {}} onImported={onImported} />
    </Providers>,
  )

const isDisabled = (name: string) => screen.getByRole<HTMLButtonElement>('button', { name }).disabled

describe('importing a file', () => {
  test('asks the server nothing about what is no JSON, and says where it breaks', async () => {
    const asked = answers(() => undefined)
    dialog('{ "format": 1, ')
    expect((await screen.findByText(/This is not JSON/)).textContent).toContain('line 1')
    expect(asked).toEqual([])
    expect(screen.queryByRole('button', { name: 'Import' })).toBeNull()
  })

  test('asks the server nothing about what leads two ways from one port, and says where', async () => {
    const asked = answers(() => undefined)
    dialog('{"nodes": [{"ports": {"next": "delay-2", "next": "exit-3"}}]}')
    expect(await screen.findByText(/Two ways lead from the port next/)).toBeTruthy()
    expect(screen.getByText('/nodes/0/ports/next')).toBeTruthy()
    expect(asked).toEqual([])
  })

  test('shows every problem of a file that is refused, with its path', async () => {
    const problems = [
      { code: 'missing', severity: 'error', path: '/nodes', sentence: 'This is missing. Give it a list.' },
      { code: 'empty', severity: 'error', path: '/title', sentence: 'The name is empty. Fill it in.' },
    ]
    answers(() => ({ status: 422, json: { type: 'about:blank', title: 'Problems', status: 422, problems } }))
    dialog(JSON.stringify(document))
    for (const { path, sentence } of problems) {
      expect(await screen.findByText(path)).toBeTruthy()
      expect(screen.getByText(sentence)).toBeTruthy()
    }
  })

  test('changes nothing before somebody says which definition of a segment counts', async () => {
    const user = userEvent.setup()
    const asked = answers(({ body }) =>
      (body as { how: string }).how === 'preview'
        ? { json: found }
        : { json: { ...found, imported: { position: 9, id: 'win-back' } } },
    )
    const imported = vi.fn()
    dialog(JSON.stringify(document), imported)
    expect(await screen.findByText('Differs from yours')).toBeTruthy()
    expect(screen.getByText(/would change 1 thing in its draft/)).toBeTruthy()
    expect([isDisabled('Replace the draft'), isDisabled('Make a copy')]).toEqual([true, true])

    await user.click(screen.getByLabelText('Keep mine'))
    await user.click(screen.getByRole('button', { name: 'Replace the draft' }))
    await waitFor(() => expect(imported).toHaveBeenCalledWith({ id: 'win-back', title: 'Win-back' }))
    expect(asked.map(({ body }) => body)).toEqual([
      { document, how: 'preview' },
      { document, how: 'replace', segments: 'keep' },
    ])
  })

  test('offers only a copy of what one has already', async () => {
    answers(() => ({ json: { ...found, identical: true, segments: [], differences: [] } }))
    dialog(JSON.stringify(document))
    expect(await screen.findByRole('button', { name: 'Make a copy' })).toBeTruthy()
    expect(screen.queryByRole('button', { name: 'Replace the draft' })).toBeNull()
  })
})
