import { Checkbox, SegmentedControl, Select } from '@mantine/core'
import { certainties } from '../../shared/nodes/experiment.ts'
import { nodes, type SettingsOf } from '../../shared/nodes/index.ts'
import { words } from '../../shared/words/editor.ts'
import { DurationField } from '../fields/DurationField.tsx'
import { FilterField } from '../fields/FilterField.tsx'
import { EventNameField } from '../fields/NameField.tsx'
import { PathShares } from '../fields/PathShares.tsx'
import css from './Forms.module.css'
import type { NodeForm } from './form.ts'
import { SegmentSelect } from './segment.tsx'

const { experiment: labels } = words.forms
type Settings = SettingsOf<'experiment'>
type Goal = Settings['goal']

export const experiment: NodeForm<'experiment'> = ({ settings: given, onChange, document }) => {
  const settings = { ...(nodes.experiment.defaults() as Settings), ...given }
  const { paths, goal, certainty, takeOver } = settings
  const within = goal.by === 'workflow' ? 'P7D' : goal.within
  const changeGoal = (next: Goal) => onChange({ ...settings, goal: next })
  return (
    <>
      <PathShares paths={paths} onChange={(next) => onChange({ ...settings, paths: next })} />
      <div>
        <div className={css.label}>{labels.goal}</div>
        <SegmentedControl
          fullWidth
          size="xs"
          aria-label={labels.goal}
          value={goal.by}
          data={[
            { value: 'event', label: labels.goals.event },
            { value: 'segment', label: labels.goals.segment },
            { value: 'workflow', label: labels.goals.workflow },
          ]}
          onChange={(by) => changeGoal(goalBy(by, within))}
        />
      </div>
      {goal.by === 'event' && (
        <>
          <EventNameField
            label={labels.event}
            value={goal.event}
            onChange={(event) => changeGoal({ ...goal, event })}
          />
          <FilterField
            label={labels.where}
            filter={goal.where}
            event={goal.event}
            hasRun={false}
            empty={labels.whereEmpty}
            onChange={(where) => {
              const { where: _, ...rest } = goal
              changeGoal(where ? { ...rest, where } : rest)
            }}
          />
        </>
      )}
      {goal.by === 'segment' && (
        <SegmentSelect
          label={labels.segment}
          value={goal.segment}
          document={document}
          onChange={(segment) => changeGoal({ ...goal, segment })}
        />
      )}
      {goal.by === 'workflow' ? (
        <p className={css.about}>
          {document.settings?.goal ? labels.workflowGoal(document.settings.goal.title) : labels.noWorkflowGoal}
        </p>
      ) : (
        <DurationField
          label={labels.within}
          value={goal.within}
          onChange={(next) => next && changeGoal({ ...goal, within: next })}
        />
      )}
      <Select
        label={labels.certainty}
        allowDeselect={false}
        data={certainties.map((percent) => ({ value: String(percent), label: `${percent}%` }))}
        value={String(certainty)}
        onChange={(percent) =>
          percent && onChange({ ...settings, certainty: Number(percent) as Settings['certainty'] })
        }
      />
      <Checkbox
        label={labels.takeOver}
        description={labels.takeOverAbout}
        checked={takeOver}
        onChange={(event) => onChange({ ...settings, takeOver: event.currentTarget.checked })}
      />
      <p className={css.about}>{labels.about}</p>
    </>
  )
}

function goalBy(by: string, within: string): Goal {
  if (by === 'workflow') return { by: 'workflow' }
  return by === 'event' ? { by: 'event', event: 'Order Completed', within } : { by: 'segment', segment: '', within }
}
