import { chainForms } from '../../shared/words/chainForms.ts'
import { GivenField } from '../fields/GivenField.tsx'
import { EventNameField } from '../fields/NameField.tsx'
import { useVocabulary } from '../fields/useVocabulary.ts'
import css from './Forms.module.css'
import type { NodeForm } from './form.ts'

const { emit: labels } = chainForms

export const emit: NodeForm<'emit'> = ({ settings: { properties, ...settings }, onChange }) => {
  const { propertiesOf } = useVocabulary()
  return (
    <>
      <EventNameField
        label={labels.event}
        value={settings.event ?? ''}
        onChange={(event) => onChange({ ...settings, event, ...(properties && { properties }) })}
      />
      <p className={css.about}>{labels.about}</p>
      <GivenField
        label={labels.properties}
        names={settings.event ? propertiesOf(settings.event) : []}
        value={properties}
        onChange={(given) => onChange({ ...settings, ...(given && { properties: given }) })}
      />
    </>
  )
}
