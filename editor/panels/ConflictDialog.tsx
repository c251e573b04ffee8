import { Button, Group, Text } from '@mantine/core'
import { differencesOf } from '../../shared/differencesOf.ts'
import { differenceSentence } from '../../shared/words/differences.ts'
import { words } from '../../shared/words/editor.ts'
import { namesOf } from '../canvas/describe.ts'
import type { Draft } from '../store/document.ts'
import { useWorkflow } from '../store/WorkflowContext.ts'
import type { WorkflowStore } from '../store/workflowStore.ts'
import { Dialog } from './Dialog.tsx'
import { Differences } from './Differences.tsx'

/** Somebody else saved meanwhile: how both differ is told, and one is chosen. Nothing is lost before that. */
export function ConflictDialog({ store }: { readonly store: WorkflowStore }) {
  const saving = useWorkflow((state) => state.saving)
  const mine = useWorkflow((state) => state.document)
  if (saving.is !== 'conflict') return null
  const theirs = saving.theirs.document as unknown as Draft
  const names = namesOf({ segments: { ...theirs.segments, ...mine.segments } })
  const sentences = differencesOf({ ...mine }, { ...theirs }).map((difference) => differenceSentence(difference, names))
  return (
    <Dialog onClose={() => undefined} withCloseButton={false} title={words.conflict.title} size={560}>
      {/* The focus is on neither button: it comes while somebody types, and a stray Enter must not choose. */}
      <Text mb="sm" tabIndex={-1} data-autofocus style={{ outline: 'none' }}>
        {words.conflict.about(saving.theirs.savedAt)}
      </Text>
      {sentences.length > 0 ? <Differences sentences={sentences} /> : <p className="quiet">{words.conflict.same}</p>}
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={() => store.getState().adopt(saving.theirs)}>
          {words.conflict.takeTheirs}
        </Button>
        <Button onClick={() => store.getState().keepMine()}>{words.conflict.keepMine}</Button>
      </Group>
    </Dialog>
  )
}
