/** How long a movement takes: none at all for those who asked their system for less motion. */
export const lasting = (milliseconds: number): { readonly duration: number } => ({
  duration: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : milliseconds,
})
