import { Select, TextInput } from '@mantine/core'
import { limits } from '../../../shared/limits.ts'
import { pageWords } from '../../../shared/words/pages.ts'
import { showCurrencyName } from '../../../shared/words/show.ts'
import { useLive } from '../../api/useLive.ts'
import { OpenDemo } from '../start/OpenDemo.tsx'
import { FormFrame } from './FormFrame.tsx'
import { RetentionFields } from './RetentionFields.tsx'
import css from './Settings.module.css'
import { useSettingsForm } from './useSettingsForm.ts'

const words = pageWords.settings.store
// UTC is no place, so it is missing from the list of zones.
const zones = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')]
const currencies = Intl.supportedValuesOf('currency').map((code) => ({
  value: code,
  label: `${code}, ${showCurrencyName(code)}`,
}))

/** The store's name, zone and currency, how long it keeps events, and the demo store beside it. */
export function StoreForm() {
  const form = useSettingsForm(['name', 'zone', 'currency', 'retention'])
  const { values, change, errorOf } = form
  const { status } = useLive()
  return (
    <>
      <FormFrame form={form}>
        {values && (
          <>
            <TextInput
              label={words.name}
              description={words.nameAdvice}
              value={values.name}
              maxLength={limits.nameLength}
              onChange={(event) => change({ name: event.currentTarget.value })}
              error={errorOf('name')}
            />
            <Select
              label={words.zone}
              description={words.zoneAdvice}
              searchable
              value={values.zone}
              data={zones.includes(values.zone) ? zones : [values.zone, ...zones]}
              onChange={(zone) => zone && change({ zone })}
              error={errorOf('zone')}
            />
            <Select
              label={words.currency}
              description={words.currencyAdvice}
              searchable
              value={values.currency}
              data={currencies}
              onChange={(currency) => currency && change({ currency })}
              error={errorOf('currency')}
            />
            <RetentionFields
              value={values.retention}
              saved={form.asked.data?.retention ?? values.retention}
              errors={form.errorsUnder('retention')}
              onChange={(retention) => change({ retention })}
            />
          </>
        )}
      </FormFrame>
      {status?.store === 'own' && (
        <section className={css.demo}>
          <h2>{words.demoTitle}</h2>
          <p>{words.demoText}</p>
          <OpenDemo isQuiet />
        </section>
      )}
    </>
  )
}
