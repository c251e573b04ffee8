import { Button } from '@mantine/core'
import type { z } from 'zod'
import type { Template } from '../../../shared/api/models/template.ts'
import { definitionOf } from '../../../shared/nodes/index.ts'
import { pageWords } from '../../../shared/words/pages.ts'
import { showList } from '../../../shared/words/show.ts'
import type { Workflow } from '../../../shared/workflow.ts'
import { sentenceOf } from '../../api/sentenceOf.ts'
import { useChange } from '../../api/useRoute.ts'
import { FlowSketch } from './FlowSketch.tsx'
import css from './Template.module.css'

const words = pageWords.templates

interface Props {
  readonly template: z.infer<typeof Template>
  readonly onUsed: (workflow: string) => void
  /** Somebody has to decide about a segment that both have. */
  readonly onAsk: (template: { title: string; document: Record<string, unknown> }) => void
}

/** A template: its drawing, what it is for, what it listens to. Using it makes a draft of one's own, also a second time. */
export function TemplateCard({ template, onUsed, onAsk }: Props) {
  const { document, title, description } = template
  const workflow = document as unknown as Workflow
  const take = useChange('importWorkflow', { renews: ['listWorkflows', 'listSegments', 'vocabulary'] })
  const use = () =>
    take.mutate(
      { body: { document, how: 'preview' } },
      {
        onSuccess(found) {
          if (found.segments.some(({ state }) => state === 'differs')) return onAsk({ title, document })
          take.mutate(
            { body: { document, how: 'copy' } },
            { onSuccess: ({ id, imported }) => onUsed(imported?.id ?? id) },
          )
        },
      },
    )
  const events = eventsOf(workflow)
  return (
    <li className={css.card}>
      <FlowSketch workflow={workflow} />
      <div className={css.text}>
        <h2>{title}</h2>
        <p>{description}</p>
        {events.length > 0 && <p className={css.listens}>{words.listens(showList(events))}</p>}
        {take.error && (
          <p className={css.error} role="alert">
            {sentenceOf(take.error)}
          </p>
        )}
        <div className={css.action}>
          <Button variant="default" loading={take.isPending} onClick={use} aria-label={`${words.use}: ${title}`}>
            {words.use}
          </Button>
          <span className="quiet">{words.steps(workflow.nodes.length)}</span>
        </div>
      </div>
    </li>
  )
}

const eventsOf = ({ nodes }: Workflow): string[] => [
  ...new Set(nodes.flatMap((node) => definitionOf(node.kind).events?.(node.settings as never) ?? [])),
]
