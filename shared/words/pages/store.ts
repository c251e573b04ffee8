/** The banner of a store that keeps its own time, of the demo store, and of one that is held. */
export const storeBannerWords = {
  label: 'This store',
  demo: 'Demo store',
  demoAdvice: 'Nothing here is sent to anybody.',
  standsAt: (now: string) => `This store’s time stands at ${now}.`,
  isPlaying: (now: string) => `Its days are passing: it is ${now}.`,
  play: 'Let its days pass',
  pause: 'Stop its days',
  leave: 'Leave',
  advance: 'Advance',
  steps: { PT1H: '1 hour', P1D: '1 day', P7D: '1 week' },
  behind: (count: string) => `${count} entries still to work through`,
  held: 'Marketing and timers are held, because Perennial was not running for a long time.',
  notMoved: 'The time was not moved',
} as const
