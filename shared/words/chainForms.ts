/** The words of the forms of what joins workflows: one that starts, stops or follows another, and events that they make happen. */
export const chainForms = {
  workflow: {
    choose: 'Choose a workflow',
    none: 'No other workflow',
    states: {
      draft: 'Not published yet',
      paused: 'Paused: nobody enters it',
      ended: 'Ended: nobody enters it',
    },
    workflow: 'Workflow',
    how: 'When a customer',
    hows: {
      any: 'Is through with it, in whatever way',
      end: 'Reaches its end',
      exit: 'Leaves it by an exit',
      goal: 'Leaves it because they reached its goal',
    },
    reason: 'Which exit',
    reasonAbout: 'The reason of an exit step or the name of an exit rule, as it is written there. Empty: every exit.',
    about:
      'What began the other workflow is known here as the trigger. A run that was stopped, replaced or failed does not count.',
  },
  start: {
    workflow: 'Workflow',
    about: 'It must have the trigger Request. Its own rules decide who enters; this run goes on either way.',
    properties: 'What it gets to know',
  },
  stop: {
    workflow: 'Workflow',
    states: { draft: 'Not published yet: nobody is inside', ended: 'Ended: nobody is inside' },
    sameKey: (key: string | undefined) => (key ? `Only runs with the same ${key}` : 'Only runs with the same key'),
    reason: 'Reason',
    reasonAbout: 'Shown on the runs that end. Messages of theirs that have not begun are cancelled.',
  },
  emit: {
    event: 'Event',
    about: 'Counts at once for segments, conditions and workflows, like an event that a shop sends.',
    properties: 'Properties',
  },
  given: {
    property: (number: number) => `Property ${number}`,
    propertyHint: 'order_id',
    is: 'is',
    add: 'Add a property',
    remove: (number: number) => `Remove property ${number}`,
  },
} as const
