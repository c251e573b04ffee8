import { showCount, showNumber } from '../show.ts'

/** The words of the builder around its canvas. */
export const builderWords = {
  builder: {
    unreadable: 'This draft cannot be drawn',
    unreadableAdvice: 'Its document lacks nodes or settings. Import the file again, or delete the workflow.',
    counts: (problems: number) => (problems === 0 ? 'No problems' : showCount(problems, 'problem', 'problems')),
  },
  top: {
    rename: 'Rename the workflow',
    saving: 'Saving',
    notSaved: (why: string) => `Not saved: ${why}`,
    conflict: 'Not saved: somebody else saved meanwhile',
    changed: 'Changes not published',
    problems: (errors: number, warnings: number) =>
      [errors > 0 && showCount(errors, 'error', 'errors'), warnings > 0 && showCount(warnings, 'warning', 'warnings')]
        .filter(Boolean)
        .join(', '),
    publish: (version: number) => `Publish version ${version}`,
    publishShort: 'Publish',
    start: 'Start for people…',
    pause: 'Pause',
    resume: 'Resume',
    end: 'End the workflow',
    versions: 'Versions',
    runs: 'Show its runs',
    export: 'Export as a file',
  },
  palette: {
    label: 'Steps',
    find: 'Find a step',
    open: 'Show the steps',
    close: 'Hide the steps',
  },
  picker: {
    title: 'Choose a step',
    find: 'Find a step',
    none: 'No step has this name.',
  },
  inspector: {
    title: 'Details',
    resize: 'Width of the details',
    readOnly: 'On a small screen a workflow can be looked at, not changed.',
    note: 'Note',
    noteHint: 'For your colleagues',
    id: (id: string) => `Id ${id}`,
    way: 'Connection',
    wayAbout: (from: string, port: string, to: string | undefined) =>
      to === undefined ? `From ${from}, ${port}. The run ends there.` : `From ${from}, ${port}, to ${to}.`,
    several: (count: number) => `${showCount(count, 'item', 'items')} selected`,
    workflow: 'Workflow',
    problems: (count: number) => (count === 0 ? 'Problems' : `Problems (${showNumber(count)})`),
    moreProblems: (count: number) => showCount(count, 'more problem', 'more problems'),
  },
  results: {
    tab: 'Results',
    people: 'People',
    entered: 'Entered',
    inside: 'Inside now',
    ended: 'Ended',
    goal: (title: string) => `Goal: ${title}`,
    reached: 'Reached by those who entered',
    reachedHeldOut: 'Reached by those left out',
    worth: 'Worth',
    of: (part: number, total: number) => `${showNumber(part)} of ${showNumber(total)}`,
    noGoal: 'No goal is set. With one you see here how often it is reached.',
    endings: 'How they ended',
    noEndings: 'Nobody’s run has ended yet.',
    seeRuns: 'See the runs',
  },
  problems: {
    none: 'Nothing is wrong with this workflow.',
    about: 'Errors keep the workflow from being published. Press one to see its step.',
    onlyWarnings: 'Nothing keeps the workflow from being published. These are worth a look.',
    severity: { error: 'Error', warning: 'Warning' },
  },
} as const
