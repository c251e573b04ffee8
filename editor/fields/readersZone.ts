/** The zone in which a reader enters dates, and in which the editor tells them. */
export const readersZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone
