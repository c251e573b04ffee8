import { defineBehaviour } from './behaviour.ts'

export const segment = defineBehaviour<'segment'>({
  begins: (settings, happened) =>
    'segment' in happened && happened.segment === settings.segment && happened.on === settings.on,
  arrive: () => ({ do: 'take', port: 'next', why: 'entered', told: true }),
})
