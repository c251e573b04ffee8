import { showCount, showNumber } from '../show.ts'

export const workflowsWords = {
  title: 'Workflows',
  empty: 'No workflows yet',
  emptyAdvice: 'Begin with a template that you change, with an empty canvas, or drop a workflow file here.',
  fromTemplate: 'Start from a template',
  create: 'New workflow',
  createTitle: 'New workflow',
  createName: 'What is it for?',
  createExample: 'Win back after 60 days',
  createAction: 'Open the canvas',
  importFile: 'Import a file',
  drop: 'Drop workflow files to import them',
  version: (version: number) => `Version ${showNumber(version)}`,
  changed: 'changes not published',
  unpublished: 'Never published',
  problems: (count: number) => showCount(count, 'problem', 'problems'),
  noProblems: 'None',
  actionsOf: (title: string) => `Actions for ${title}`,
  open: 'Open',
  runs: 'See its runs',
  export: 'Export as a file',
  exportFailed: 'The file could not be made',
  delete: 'Delete the draft',
  deleteTitle: 'Delete this draft?',
  deleteText: (title: string) => `${title} was never published, so nobody is inside. What was drawn is gone for good.`,
} as const

export const importWords = {
  title: 'Import a workflow',
  reading: 'Reading the file',
  from: (file: string) => `From ${file}`,
  nth: (nth: number, of: number) => `File ${showNumber(nth)} of ${showNumber(of)}`,
  refused: 'This file is no workflow that can be imported',
  refusedAdvice: 'Mend it and drop it again. Nothing was changed.',
  isNew: 'It becomes a new draft. Nothing is published.',
  identical: 'You have this workflow already, and its draft is the same as the file.',
  exists: (things: number) =>
    `You have this workflow already. The file would change ${showCount(things, 'thing', 'things')} in its draft; nothing is published.`,
  differences: 'What the file changes in the draft',
  segments: 'Segments that the file brings',
  segmentStates: { new: 'New', same: 'Same as yours', differs: 'Differs from yours' },
  whichSegments: 'Which definition counts for those that differ?',
  keep: 'Keep mine',
  keepAdvice: 'The workflow then uses your segments as they are.',
  take: 'Take the file’s',
  takeAdvice: 'Every workflow that names them follows. Those whom the new definition finds have not joined.',
  problems: (errors: number, warnings: number) =>
    [errors && showCount(errors, 'error', 'errors'), warnings && showCount(warnings, 'warning', 'warnings')]
      .filter(Boolean)
      .join(' and '),
  problemsAdvice: 'It can be imported as a draft; errors are to be mended before it is published.',
  import: 'Import',
  replace: 'Replace the draft',
  copy: 'Make a copy',
  skip: 'Skip this file',
  imported: (title: string) => `Imported ${title}`,
  open: 'Open it',
} as const

export const templatesWords = {
  title: 'Templates',
  lead: 'Whole workflows with their e-mails. Each becomes a draft of yours; nothing is sent before you publish it.',
  empty: 'No templates here',
  emptyAdvice: 'This copy of Perennial came without its examples. Begin with an empty canvas.',
  use: 'Use this template',
  listens: (events: string) => `Listens to ${events}`,
  steps: (count: number) => showCount(count, 'step', 'steps'),
  drawing: (title: string, steps: string) => `${title}: ${steps}`,
} as const
