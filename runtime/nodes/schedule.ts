import { defineBehaviour } from './behaviour.ts'

export const schedule = defineBehaviour<'schedule'>({
  begins: (_settings, happened) => 'scheduled' in happened,

  arrive: () => ({ do: 'take', port: 'next', why: 'entered', told: true }),
})
