import { chainForms } from '../../shared/words/chainForms.ts'
import { GivenField } from '../fields/GivenField.tsx'
import { useVocabulary } from '../fields/useVocabulary.ts'
import { WorkflowSelect } from '../fields/WorkflowSelect.tsx'
import css from './Forms.module.css'
import type { NodeForm } from './form.ts'

const { start: labels } = chainForms

export const start: NodeForm<'start'> = ({ settings: { properties, ...settings }, document, onChange }) => {
  const { workflows } = useVocabulary()
  const asked = workflows.find(({ id }) => id === settings.workflow)?.links.begins.properties ?? []
  return (
    <>
      <WorkflowSelect
        label={labels.workflow}
        own={document.id}
        value={settings.workflow}
        onChange={(workflow) => onChange({ ...settings, workflow, ...(properties && { properties }) })}
      />
      <p className={css.about}>{labels.about}</p>
      <GivenField
        label={labels.properties}
        names={asked}
        value={properties}
        onChange={(given) => onChange({ ...settings, ...(given && { properties: given }) })}
      />
    </>
  )
}
