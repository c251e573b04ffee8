import { NumberInput, Progress, Switch, TagsInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { limits } from '../../../shared/limits.ts'
import type { Retention } from '../../../shared/retention.ts'
import { pageWords } from '../../../shared/words/pages.ts'
import { showStoreDay } from '../../../shared/words/storeTime.ts'
import { sentenceOf } from '../../api/sentenceOf.ts'
import { useRoute } from '../../api/useRoute.ts'
import { useVocabulary } from '../../fields/useVocabulary.ts'
import css from './Settings.module.css'

const words = pageWords.settings.retention

interface Props {
  readonly value: Retention
  readonly saved: Retention
  /** Everything that looks further back. */
  readonly errors: readonly string[]
  onChange(value: Retention): void
}

/** How long events are kept, and which for ever. */
export function RetentionFields({ value, saved, errors, onChange }: Props) {
  const { events } = useVocabulary()
  const { days, forEver } = value
  const removes = days !== null && (saved.days === null || days < saved.days || saved.forEver.some(isNot(forEver)))
  return (
    <section className={css.group} aria-label={words.title}>
      <h2>{words.title}</h2>
      <p>{words.about}</p>
      <Switch
        label={words.limited}
        description={days === null && words.unlimited}
        checked={days !== null}
        onChange={(event) => onChange({ ...value, days: event.currentTarget.checked ? (saved.days ?? aYear) : null })}
      />
      {days !== null && (
        <>
          <NumberInput
            label={words.days}
            description={words.daysAdvice(limits.retentionDaysLeast)}
            w={160}
            suffix={words.daysUnit}
            min={limits.retentionDaysLeast}
            max={limits.retentionDaysMost}
            allowDecimal={false}
            value={days}
            onChange={(next) => onChange({ ...value, days: Number(next) || limits.retentionDaysLeast })}
          />
          <TagsInput
            label={words.forEver}
            description={words.forEverAbout}
            value={[...forEver]}
            data={[...events]}
            maxTags={limits.eventsForEver}
            onChange={(names) => onChange({ ...value, forEver: names })}
          />
          {removes && errors.length === 0 && <Removing value={value} />}
        </>
      )}
      {errors.length > 0 && (
        <ul className={css.errors} role="alert">
          {errors.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
      {saved.days !== null && <Standing />}
    </section>
  )
}

/** What goes if this is saved. */
function Removing({ value }: { readonly value: Retention }) {
  const [settled] = useDebouncedValue(value, 400)
  const { data, error } = useRoute('previewRetention', { body: settled })
  const sentence = data?.before
    ? words.removes(data.events, data.complete, showStoreDay(data.before))
    : error
      ? sentenceOf(error)
      : words.counting
  return (
    <p className={css.warning} role="status">
      {sentence}
    </p>
  )
}

const aYear = 366

const isNot = (names: readonly string[]) => (name: string) => !names.includes(name)

/** How the last removal ended, or how far this one has come. */
function Standing() {
  const { data } = useRoute('readRetention', { every: 2_000 })
  if (!data?.before || data.state === 'never') return null
  if (!data.progress) return <p className="quiet">{words.done(data.removed, showStoreDay(data.before))}</p>
  const { done, of } = data.progress
  return (
    <div role="status">
      <p>{words.running(done, of)}</p>
      <Progress value={of === 0 ? 100 : (done / of) * 100} aria-label={words.running(done, of)} />
    </div>
  )
}
