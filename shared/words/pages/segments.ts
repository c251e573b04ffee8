import { showCount, showNumber } from '../show.ts'

export const segmentsWords = {
  title: 'Segments',
  lead: 'A segment names the customers for whom a condition holds, at every moment.',
  empty: 'No segments yet',
  emptyAdvice: 'Say once who is at risk or who buys often; workflows and conditions then name it.',
  create: 'New segment',
  createAction: 'Make the segment',
  name: 'Name',
  nameExample: 'At risk',
  condition: 'Who is in it',
  applying: (done: number, of: number) => `${showNumber(done)} of ${showNumber(of)} customers looked at`,
  usedBy: (count: number) => (count === 0 ? 'None' : showCount(count, 'workflow', 'workflows')),
} as const

export const segmentWords = {
  title: 'Segment',
  members: 'members now',
  joined: 'joined in 7 days',
  left: 'left in 7 days',
  applying: 'The new definition is being applied',
  definition: 'Definition',
  saveNote: 'Members whom an edit finds have not joined: no workflow begins for them, and nobody leaves by it.',
  save: 'Save the definition',
  saved: 'Saved',
  revert: 'Undo the changes',
  stale: 'Somebody saved this segment meanwhile',
  reload: 'Show theirs',
  workflows: 'Workflows that name it',
  noWorkflows: 'No workflow names it yet.',
  sample: 'Some members',
  noMembers: 'Nobody is in it now.',
  seeMembers: 'See all members',
  delete: 'Delete',
  deleteTitle: 'Delete this segment?',
  deleteText: (title: string, members: number) =>
    `${title} has ${showCount(members, 'member', 'members')}. They stay customers; only the segment goes.`,
  inUse: 'Workflows name it, so it cannot be deleted.',
} as const
