import type { z } from 'zod'
import { MessageState } from '../../../shared/api/models/message.ts'
import { pageWords } from '../../../shared/words/pages.ts'
import { useLive } from '../../api/useLive.ts'
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

interface Props {
  readonly state: State
  readonly channel: string | undefined
}

/** Whether a message waits for a mail server that is not there. */
export function useIsKept({ state, channel }: Props): boolean {
  const { status } = useLive()
  return state === 'waiting' && channel === 'email' && status?.smtp === false
}

/** What became of a message. */
export function MessageStateChip(message: Props) {
  const words = pageWords.message
  return <Chip tone={tones[message.state]}>{useIsKept(message) ? words.kept : words.states[message.state]}</Chip>
}
