import { initialSettings } from '../../runtime/storage/control.ts'
import type { Host } from './host.ts'
import type { Deed } from './world.ts'

/** What somebody does on a page of the editor. */
export async function manage(
  host: Host,
  deed: Exclude<Deed, { do: 'say' | 'consent' | 'start' | 'clock' | 'backUp' | 'restore' }>,
  stamp: { clock?: number },
): Promise<void> {
  switch (deed.do) {
    case 'publish': {
      const document = JSON.stringify(deed.document)
      const { workflow, move, include } = deed
      const saved = await host.change((revision) => ({
        do: 'saveDraft',
        workflow,
        title: workflow,
        document,
        revision,
      }))
      if (!saved?.ok) return
      await host.engine?.control({
        do: 'publish',
        workflow,
        document,
        revision: saved.revision ?? 1,
        compiled: [],
        ...(move && { move }),
        ...(include && { include }),
      })
      return
    }
    case 'enter': {
      const { do: _, at, ...entering } = deed
      await host.engine?.append([{ ...stamp, payload: { type: 'enter', node: 'start-by-request', ...entering } }])
      return
    }
    case 'state': {
      const { at, do: _, ...change } = deed
      await host.engine?.control({ do: 'setWorkflowState', ...change })
      return
    }
    case 'segment': {
      const { segment, definition } = deed
      if (definition) await host.change((revision) => ({ do: 'saveSegment', segment, definition, revision }))
      else await host.engine?.control({ do: 'deleteSegment', segment })
      return
    }
    case 'erase': {
      const { identities } = await host.storage.inner.load({ identities: [deed.by] })
      const [known] = identities
      if (known) await host.engine?.control({ do: 'eraseCustomer', customer: known.customer })
      return
    }
    case 'settings': {
      const { do: _, at, ...settings } = deed
      await host.engine?.control({ do: 'saveSettings', settings: { ...initialSettings, ...settings } })
    }
  }
}
