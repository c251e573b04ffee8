import type { Workflow } from '../../shared/workflow.ts'
import type { NewEntry } from '../commit/entry.ts'
import type { Message } from '../commit/message.ts'
import type { CompiledMail, MailLink, StoreSettings } from '../storage/control.ts'
import type { Claimed, Claims, Retry } from '../storage/port.ts'

/**
 * What delivery asks of the engine thread, which owns storage: a message and its answer for each verb. Nothing here is cached by the
 * engine; everything that it answers is on disk.
 */
export interface DeliveryEngine {
  /** At most `free` messages of the channel that may begin now. Those without a free slot stay unclaimed (H6). */
  claim(now: number, free: number, channel: Message['channel']): Promise<Claims>
  /** Outcomes; an id that was seen before changes nothing. */
  append(entries: readonly NewEntry[]): Promise<void>
  /** Attempts that are to be made again. */
  settle(retries: readonly Retry[]): Promise<void>
  /** Where links of a message lead, on disk before the message leaves. */
  keepLinks(message: string, links: readonly MailLink[]): Promise<void>
  /** What a process that is gone had claimed. */
  abandoned(): Promise<readonly Claimed[]>
  /** The newest settings that this thread knows. */
  settings(): StoreSettings
  /** A published version, which never changes; `undefined` when there is none such. */
  version(workflow: string, version: number): Promise<PublishedVersion | undefined>
}

export interface PublishedVersion {
  readonly document: Workflow
  readonly compiled: readonly CompiledMail[]
}
