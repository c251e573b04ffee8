import { initialSettings } from '../../runtime/storage/control.ts'
import type { Sending } from '../../shared/sending.ts'
import type { Trial } from './trial.ts'

/** Quiet hours of a store. */
export const night = { from: '21:00', to: '09:00' }

/** Keeps settings of sending for the whole store. */
export async function keep(trial: Trial, sending: Partial<Sending>): Promise<void> {
  const all = { ...initialSettings.sending, ...sending }
  await trial.change({ do: 'saveSettings', settings: { ...initialSettings, sending: all } })
}
