/** With each change a page names the store that it shows, `own` or `demo`, so that no other takes the change: 409 if another is open. */
export const shownHeader = 'x-perennial-shown'
/** On the answer to a read that named a position which is not folded yet: how many entries of the log are missing in it. */
export const behindHeader = 'x-perennial-behind'
