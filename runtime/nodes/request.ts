import { defineBehaviour } from './behaviour.ts'

export const request = defineBehaviour<'request'>({
  begins: (_settings, happened) => 'request' in happened,
  arrive: () => ({ do: 'take', port: 'next', why: 'entered', told: true }),
})
