import { UnstyledButton } from '@mantine/core'
import { definitionOf } from '../../shared/nodes/index.ts'
import { words } from '../../shared/words/editor.ts'
import { iconNamed } from '../panels/icons.ts'
import { matchingKinds } from '../panels/kinds.ts'
import { addNode } from '../store/edits.ts'
import { useWorkflowStore } from '../store/WorkflowContext.ts'
import css from './Canvas.module.css'
import { kindHint, kindWord } from './describe.ts'
import picker from './StepPicker.module.css'

/** What stands on an empty canvas: the one next thing to do, to choose what begins the workflow. */
export function StartCard({ isReadOnly }: { readonly isReadOnly: boolean }) {
  const store = useWorkflowStore()
  return (
    <section className={css.start} aria-label={words.canvas.startTitle}>
      <h2>{words.canvas.startTitle}</h2>
      <p>{isReadOnly ? words.canvas.emptyReadOnly : words.canvas.startAdvice}</p>
      {!isReadOnly &&
        matchingKinds('')
          .filter((kind) => definitionOf(kind).group === 'trigger')
          .map((kind) => {
            const Icon = iconNamed(definitionOf(kind).icon)
            return (
              <UnstyledButton
                key={kind}
                className={picker.kind}
                onClick={() => {
                  const { document, perform } = store.getState()
                  perform(words.edits.add(kindWord(kind)), addNode(document, kind))
                }}
              >
                <span className={`${picker.square} tint-trigger`}>
                  <Icon size={14} strokeWidth={1.6} aria-hidden />
                </span>
                <span className={picker.text}>
                  {kindWord(kind)}
                  <small>{kindHint(kind)}</small>
                </span>
              </UnstyledButton>
            )
          })}
    </section>
  )
}
