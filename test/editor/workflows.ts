import type { Answer } from '../../editor/api/call.ts'
import type { Draft, DraftNode } from '../../editor/store/document.ts'

/** A chain of an event, a delay and an exit, with what a test wants otherwise. */
export function draft(nodes?: readonly DraftNode[]): Draft {
  return {
    format: 1,
    id: 'welcome',
    title: 'Welcome',
    nextId: 4,
    settings: { reentry: { rule: 'once' } },
    nodes: nodes ?? [
      { id: 'event-1', kind: 'event', settings: { event: 'Signed Up' }, ports: { next: 'delay-2' } },
      { id: 'delay-2', kind: 'delay', settings: { for: 'P2D' }, ports: { next: 'exit-3' } },
      { id: 'exit-3', kind: 'exit', settings: { reason: 'Done' } },
    ],
  }
}

export const detailOf = (document: Draft, revision = 1): Answer<'readWorkflow'> => ({
  id: document.id,
  state: 'draft',
  version: null,
  revision,
  savedAt: '2026-11-22T10:00:00Z',
  publishedAt: null,
  changed: true,
  document: { ...document },
  problems: [],
})
