import { ActionIcon, Menu } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useNavigate } from '@tanstack/react-router'
import { Download, Ellipsis, Route, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { z } from 'zod'
import type { WorkflowSummary } from '../../../shared/api/models/workflow.ts'
import { pageWords } from '../../../shared/words/pages.ts'
import { sentenceOf } from '../../api/sentenceOf.ts'
import { useChange } from '../../api/useRoute.ts'
import { Confirm } from '../../panels/Confirm.tsx'
import { exportWorkflow } from './exportWorkflow.ts'

const words = pageWords.workflows
const icon = { size: 14, strokeWidth: 1.6, 'aria-hidden': true } as const

/** What can be done with a workflow from the list. Only a draft that was never published can be deleted. */
export function WorkflowMenu({ workflow }: { readonly workflow: z.infer<typeof WorkflowSummary> }) {
  const { id, title } = workflow
  const [isDeleting, setDeleting] = useState(false)
  const navigate = useNavigate()
  const remove = useChange('deleteDraft', { renews: ['listWorkflows', 'vocabulary'] })
  const save = () =>
    exportWorkflow(id).catch((error: Error) =>
      notifications.show({ color: 'red', title: words.exportFailed, message: sentenceOf(error) }),
    )
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon size={28} aria-label={words.actionsOf(title)}>
            <Ellipsis {...icon} size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {workflow.version !== null && (
            <Menu.Item
              leftSection={<Route {...icon} />}
              onClick={() => navigate({ to: '/runs', search: { workflow: id } as never })}
            >
              {words.runs}
            </Menu.Item>
          )}
          <Menu.Item leftSection={<Download {...icon} />} onClick={save}>
            {words.export}
          </Menu.Item>
          {workflow.version === null && (
            <Menu.Item color="red" leftSection={<Trash2 {...icon} />} onClick={() => setDeleting(true)}>
              {words.delete}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <Confirm
        opened={isDeleting}
        title={words.deleteTitle}
        text={words.deleteText(title)}
        action={words.delete}
        error={remove.error}
        isPending={remove.isPending}
        onConfirm={() => remove.mutate({ params: { workflow: id } }, { onSuccess: () => setDeleting(false) })}
        onClose={() => setDeleting(false)}
      />
    </>
  )
}
