import { Button, Group, Modal, Table, Text } from '@mantine/core'
import { words } from '../../shared/words/editor.ts'
import { showInstant } from '../../shared/words/show.ts'
import { namesOf } from '../canvas/describe.ts'
import { differencesOf } from '../store/differences.ts'
import type { Draft } from '../store/document.ts'
import { useWorkflow } from '../store/WorkflowContext.ts'
import type { WorkflowStore } from '../store/workflowStore.ts'

/** Somebody else saved meanwhile: both are told apart, and one is chosen. Nothing is lost before that. */
export function ConflictDialog({ store }: { readonly store: WorkflowStore }) {
  const saving = useWorkflow((state) => state.saving)
  const mine = useWorkflow((state) => state.document)
  if (saving.is !== 'conflict') return null
  const theirs = saving.theirs.document as unknown as Draft
  const rows = differencesOf(mine, theirs, namesOf({ segments: { ...theirs.segments, ...mine.segments } }))
  return (
    <Modal opened onClose={() => undefined} withCloseButton={false} title={words.conflict.title} size={640}>
      <Text>{words.conflict.about(showInstant(saving.theirs.savedAt))}</Text>
      <Table.ScrollContainer minWidth={0} maxHeight="40vh" mt="sm">
        <Table fz="sm" aria-label={words.conflict.title}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{words.conflict.mine}</Table.Th>
              <Table.Th>{words.conflict.theirs}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.slice(0, 30).map((row) => (
              <Table.Tr key={row.key}>
                <Table.Td>{row.mine ?? words.conflict.absent}</Table.Td>
                <Table.Td>{row.theirs ?? words.conflict.absent}</Table.Td>
              </Table.Tr>
            ))}
            {rows.length === 0 && (
              <Table.Tr>
                <Table.Td colSpan={2}>{words.conflict.same}</Table.Td>
              </Table.Tr>
            )}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={() => store.getState().adopt(saving.theirs)}>
          {words.conflict.takeTheirs}
        </Button>
        <Button onClick={() => store.getState().keepMine()}>{words.conflict.keepMine}</Button>
      </Group>
    </Modal>
  )
}
