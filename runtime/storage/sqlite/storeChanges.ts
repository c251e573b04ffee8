import type { FoldSettings } from '../../commit/entry.ts'
import { initialSettings, type StoreSettings } from '../control.ts'
import type { ChangeContext, Changes } from './changeContext.ts'
import { refused } from './controlResults.ts'

const settingsNow = 'select value from settings where id = 0'
const writeSettings = 'insert or replace into settings (id, value) values (0, ?)'

/** The store as a whole: its settings, its clock, and going on after a hold. */
export function storeChanges({
  partition,
  done,
  mark,
}: ChangeContext): Pick<Changes, 'saveSettings' | 'advanceClock' | 'release'> {
  const { db } = partition
  const statements = {
    settings: db.prepare<[], { value: string }>(settingsNow),
    writeSettings: db.prepare<[string]>(writeSettings),
  }

  return {
    saveSettings({ settings }, wall) {
      const row = statements.settings.get()
      const known = row ? { ...initialSettings, ...(JSON.parse(row.value) as StoreSettings) } : initialSettings
      statements.writeSettings.run(JSON.stringify(settings))
      const decides = JSON.stringify(foldSettingsOf(settings))
      if (decides !== JSON.stringify(foldSettingsOf(known)))
        mark({ type: 'settings', settings: foldSettingsOf(settings) }, wall)
      return done()
    },

    advanceClock({ to }) {
      const { standing } = partition
      if (standing.clockKind === 'wall') return refused(409, 'clockIsWall', {})
      if (to < standing.lastAt) return refused(422, 'clockGoesBack', { now: standing.lastAt, to })
      standing.lastAt = to
      return done()
    },

    release({ overdue }, wall) {
      mark({ type: 'release', overdue }, wall)
      return done()
    },
  }
}

/** The settings that decide something in the fold: only their change is a marker. */
const foldSettingsOf = ({ zone, marketingToUnknown, currency, sending }: StoreSettings): FoldSettings => ({
  zone,
  marketingToUnknown,
  currency,
  sending,
})
