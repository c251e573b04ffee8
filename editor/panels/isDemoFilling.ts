import type { Status } from '../../shared/api/models/status.ts'

/** The demo store's history is still coming in: its workflows go live when the last of it is there. */
export const isDemoFilling = (status: Status): boolean => status.store === 'demo' && status.workflows === 0
