/** With each change a page names the store that it shows, `own` or `demo`, so that no other takes the change: 409 if another is open. */
export const shownHeader = 'x-perennial-shown'
