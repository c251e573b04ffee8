import type { z } from 'zod'
import { MessageState } from '../../../shared/api/models.ts'
import { pageWords } from '../../../shared/words/pages.ts'
import { Chip, type Tone } from '../../panels/Chip.tsx'

type State = z.infer<typeof MessageState>

const tones = {
  waiting: 'draft',
  sending: 'calm',
  sent: 'live',
  failed: 'loss',
  uncertain: 'attention',
  cancelled: 'draft',
} satisfies { [S in State]: Tone }

export const isMessageState = (value: unknown): value is State => MessageState.safeParse(value).success

/** What became of a message. */
export function MessageStateChip({ state }: { readonly state: State }) {
  return <Chip tone={tones[state]}>{pageWords.message.states[state]}</Chip>
}
