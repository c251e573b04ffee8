import { ActionIcon, Menu } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Ellipsis } from 'lucide-react'
import { words } from '../../shared/words/editor.ts'
import type { Answer } from '../api/call.ts'
import type { Context } from '../commands/command.ts'
import { useWorkflow } from '../store/WorkflowContext.ts'
import type { WorkflowState } from '../store/workflowStore.ts'

const readHasRequest = (state: WorkflowState) => state.document.nodes.some(({ kind }) => kind === 'request')

interface Props {
  readonly context: Context
  readonly detail: Answer<'readWorkflow'>
}

/** What is done with a workflow less often. */
export function TopMenu({ context: { ui, store }, detail }: Props) {
  const hasRequest = useWorkflow(readHasRequest)
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon aria-label={words.common.more}>
          <Ellipsis size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {detail.state === 'live' && hasRequest && (
          <Menu.Item onClick={() => ui.setState({ dialog: 'start' })}>{words.top.start}</Menu.Item>
        )}
        {detail.state === 'live' && (
          <Menu.Item onClick={() => ui.setState({ dialog: 'pause' })}>{words.top.pause}</Menu.Item>
        )}
        {detail.state === 'paused' && (
          <Menu.Item onClick={() => ui.setState({ dialog: 'resume' })}>{words.top.resume}</Menu.Item>
        )}
        {(detail.state === 'live' || detail.state === 'paused') && (
          <Menu.Item color="red" onClick={() => ui.setState({ dialog: 'end' })}>
            {words.top.end}
          </Menu.Item>
        )}
        <Menu.Item onClick={() => store.getState().showPanel('settings')}>{words.commands.settings}</Menu.Item>
        {detail.version !== null && (
          <Menu.Item onClick={() => ui.setState({ dialog: 'versions' })}>{words.top.versions}</Menu.Item>
        )}
        <Menu.Item component={Link} to={`/runs?workflow=${detail.id}`}>
          {words.top.runs}
        </Menu.Item>
        <Menu.Item
          component="a"
          href={`/api/workflows/${encodeURIComponent(detail.id)}/export`}
          download={`${detail.id}.json`}
        >
          {words.top.export}
        </Menu.Item>
        <Menu.Item onClick={() => ui.setState({ dialog: 'commands' })}>{words.commands.commands}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
