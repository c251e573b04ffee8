import { defineBehaviour } from './behaviour.ts'

export const workflow = defineBehaviour<'workflow'>({
  begins({ workflow, how, reason }, happened) {
    if (!('ended' in happened) || happened.ended.workflow !== workflow) return false
    if (how !== 'any' && happened.ended.how !== how) return false
    return how !== 'exit' || reason === undefined || reason === happened.ended.detail
  },
  arrive: () => ({ do: 'take', port: 'next', why: 'entered', told: true }),
})
