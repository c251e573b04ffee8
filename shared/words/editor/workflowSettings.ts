import { showCount, showNumber } from '../show.ts'

/** The words of the settings of a workflow and of its goal. */
export const workflowSettingsWords = {
  settings: {
    description: 'What it is for',
    key: 'Key',
    keyAbout: 'A property of the trigger’s event, such as cart_id: then there is a run for each customer and cart.',
    reentry: 'Who was inside may enter again',
    rules: {
      once: 'Never: once ever',
      afterEnd: 'When the last run has ended',
      always: 'At every trigger',
      notBefore: 'Not before a period after the last start',
      startAgain: 'Always, and the active run is replaced',
    },
    period: 'Period',
    filter: 'Who may enter',
    filterAbout: 'Judged when the trigger comes, with the customer as they are after it.',
    filterEmpty: 'Everybody',
    exit: (number: number) => `Exit rule ${number}`,
    removeExit: (number: number) => `Remove exit rule ${number}`,
    exitWhen: 'Leave when',
    newExit: 'Ordered',
    addExit: 'Add an exit rule',
    sendWindow: 'Send only at certain hours',
    sendWindowAbout: 'Marketing of this workflow waits for them, on the clock of each customer.',
    cap: (number: number) => `Limit ${showNumber(number)}`,
    removeCap: (number: number) => `Remove limit ${showNumber(number)}`,
    addCap: 'Limit how many marketing e-mails it sends',
    priority: 'Priority',
    priorityAbout: 'Whose e-mail goes first when limits let only one go.',
    priorityNames: { '10': '10, first', '5': '5, normal', '1': '1, last' },
    addLateEvents: 'Set how late an event may come',
    lateEvents: 'How late an event may come',
    lateEventsAbout: 'An event older than this lets nobody in.',
    holdout: 'Customers left out',
    holdoutAbout: 'A share of those who would enter stays out, so that you see what the workflow does. 0: nobody.',
    zone: 'Zone',
    zoneAbout: 'For customers whose own zone is not known. Empty: the zone of the store.',
  },
  goal: {
    title: 'Goal',
    add: 'Set a goal',
    remove: 'Remove the goal',
    name: 'Name',
    by: 'How it is reached',
    bys: { event: 'By an event', condition: 'By a condition' },
    where: 'Only if',
    whereEmpty: 'Every such event',
    value: 'Worth (a property of the event)',
    when: 'Reached when',
    within: 'Counts for',
    from: 'Counted from',
    froms: { start: 'When the customer entered', message: 'Each message of the run' },
    ends: 'Reaching it ends the run',
    about: (converted: number, of: number, worth: string) =>
      `${showNumber(converted)} of ${showCount(of, 'run', 'runs')} reached the goal${worth && `, worth ${worth}`}`,
    heldOut: (converted: number, of: number) =>
      `Of ${showCount(of, 'customer', 'customers')} left out ${showNumber(converted)} reached it`,
    lift: (entered: number, leftOut: number) => {
      const percent = Math.round((entered / leftOut - 1) * 100)
      return percent === 0
        ? 'As often among those who entered as among those left out'
        : `${showNumber(Math.abs(percent))}% ${percent > 0 ? 'more' : 'less'} often among those who entered`
    },
  },
} as const
