import { type Answer, defineBehaviour } from './behaviour.ts'

export const repeat = defineBehaviour<'repeat'>({
  arrive({ times }, { repeated }): Answer {
    if (repeated >= times) return { do: 'take', port: 'done', repeated: 0, why: 'repeatedEnough', params: { times } }
    const round = repeated + 1
    return { do: 'take', port: 'again', repeated: round, why: 'repeats', params: { round, times } }
  },
})
