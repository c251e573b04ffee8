import { type Included, whoIsIncluded } from '../included.ts'
import { showCount, showInstant, showNumber } from '../show.ts'
import { hasBegun, showStoreInstant } from '../storeTime.ts'

/** The words of the dialogs that change a workflow as a whole. */
export const dialogsWords = {
  publish: {
    title: (version: number | undefined) => (version === undefined ? 'Publish' : `Publish version ${version}`),
    notSaved: 'The draft could not be saved, so it cannot be published. See beside its name why.',
    changes: (count: number) => showCount(count, 'thing changes', 'things change'),
    same: 'Nothing differs from the version that is out.',
    errors: (count: number) => `${showCount(count, 'error keeps', 'errors keep')} it from being published`,
    warnings: (count: number) => showCount(count, 'warning', 'warnings'),
    done: (version: number) => `Version ${version} is published`,
    rollBackTitle: (version: number) => `Go back to version ${version}`,
    rollBackAbout: (old: number, version: number | undefined) =>
      `What was published as version ${old} is published again${version === undefined ? '' : ` as version ${version}`}.`,
    staysPaused: 'The workflow stays paused. Nobody enters or advances before it goes on.',
    begins: 'The workflow was ended. With this version people enter again.',
    people: (count: number) =>
      count === 0 ? 'Nobody is inside now' : `${showCount(count, 'person is', 'people are')} inside`,
    who: 'What becomes of them',
    stay: 'They stay on their version and finish there',
    move: (version: number) => `They come to version ${version}`,
    moveAbout: 'Choose for each step where they go on. Nobody gets a message twice.',
    at: (runs: number, version: number) => `${showNumber(runs)} on version ${version}`,
    gone: 'This step is gone',
    goTo: (title: string) => `Where people at ${title} go`,
    staysHere: 'Stay on their version',
    ends: 'Leave the workflow',
    endsReason: 'Reason',
    endsReasonExample: 'No longer offered',
    choose: 'Choose',
    keepElapsed: 'Waiting time counts from when they came to their step',
    result: (undecided: number, moving: number, version: number, staying: number, leaving: number) =>
      [
        undecided > 0 && `${showNumber(undecided)} still without a choice`,
        moving > 0 && `${showNumber(moving)} come to version ${version}`,
        leaving > 0 && `${showNumber(leaving)} leave`,
        staying > 0 && `${showNumber(staying)} stay on their version`,
      ]
        .filter(Boolean)
        .join(', '),
    experiments: (count: number) =>
      count === 1 ? 'An experiment begins anew' : `${showNumber(count)} experiments begin anew`,
    entering: 'Who else enters',
    include: (included: Included) => `Also let in who is there already: ${whoIsIncluded(included)}`,
    includeAbout: ({ segments, fewer }: Included) =>
      [
        `Otherwise only those enter who join the ${segments.length === 1 ? 'segment' : 'segments'} from now on.`,
        fewer.includes('reentry') && 'Who may not enter again stays out.',
        fewer.includes('holdout') && 'Some are left out on purpose, to compare.',
      ]
        .filter(Boolean)
        .join(' '),
    includeNobody: (included: Included) => `Of who is there already, ${whoIsIncluded(included)} would enter.`,
    planning: (title: string) => `${title}: whoever has this date already enters, too, when it comes next.`,
  },
  move: {
    title: (version: number | undefined) =>
      version === undefined ? 'Move people' : `Move people to version ${version}`,
    open: (version: number) => `Move them to version ${version}…`,
    older: (count: number) => `${showCount(count, 'person is', 'people are')} inside on older versions.`,
    about: (count: number) =>
      count === 0
        ? 'Nobody is inside on older versions.'
        : `${showCount(count, 'person is', 'people are')} inside on older versions. Choose for each step where they go on.`,
    confirm: (moving: number, leaving: number, version: number | undefined) =>
      moving === 0 && leaving > 0
        ? `Let ${showCount(leaving, 'person', 'people')} leave`
        : `Move ${showCount(moving, 'person', 'people')}${version === undefined ? '' : ` to version ${version}`}`,
    done: (moving: number, leaving: number, version: number) =>
      [
        moving > 0 && `${showCount(moving, 'person comes', 'people come')} to version ${version}`,
        leaving > 0 && `${showCount(leaving, 'person leaves', 'people leave')}`,
      ]
        .filter(Boolean)
        .join(', '),
  },
  pause: {
    title: 'Pause this workflow?',
    about: (active: number) =>
      active === 0
        ? 'Nobody is inside. Nobody will enter until it goes on.'
        : `${showCount(active, 'person is', 'people are')} inside. They can leave but not advance, messages that have not begun wait, and nobody enters until it goes on.`,
    confirm: 'Pause',
  },
  start: {
    title: 'Start for people',
    audience: 'For whom',
    about:
      'The rules for entering hold: who may not enter again stays out, and so does whoever is left out on purpose, to compare.',
    giveKey: (key: string) => `Give ${key} to see for how many people.`,
    count: (matching: number, of: number, complete: boolean) =>
      `${complete ? '' : 'At least '}${showNumber(matching)} of ${showCount(of, 'customer', 'customers')}`,
    confirm: (count: number, complete: boolean) =>
      complete
        ? `Start for ${showCount(count, 'person', 'people')}`
        : `Start for at least ${showCount(count, 'person', 'people')}`,
    confirmNobody: 'Start',
    done: (count: number) => `Starting for ${showCount(count, 'person', 'people')}`,
  },
  resume: {
    title: 'Resume this workflow?',
    about: (active: number, since: string) =>
      `${hasBegun(since) ? `Paused since ${showInstant(since)}` : 'Paused before the clock began'}. ${active === 0 ? 'Nobody is inside.' : `${showCount(active, 'person is', 'people are')} inside.`}`,
    keptOut: (count: number) =>
      count === 0
        ? 'Nobody would have entered meanwhile.'
        : `${showCount(count, 'time', 'times')} somebody would have entered meanwhile. They do not enter now.`,
    overdue: (count: number) =>
      count === 0
        ? 'Nobody’s time came meanwhile'
        : `For ${showCount(count, 'person', 'people')} the time came meanwhile`,
    choices: {
      run: { label: 'They go on now', about: 'One after the other, as fast as messages can leave.' },
      skip: { label: 'They leave the workflow', about: 'What they waited for is not done any more.' },
      shift: {
        label: 'They wait as much longer as the pause was',
        about:
          'So do all others who wait. A date stays where it is: if it came meanwhile, they go on by “Date has passed”.',
      },
    },
    choicesForNobody: {
      run: { label: 'Everyone who waits goes on as planned', about: 'The pause changes nothing for them.' },
      shift: {
        label: 'Everyone waits as much longer as the pause was',
        about: 'What was planned comes later, except for those who wait for a date.',
      },
    },
    confirm: 'Resume',
  },
  versions: {
    title: 'Versions',
    none: 'Nothing was published yet.',
    version: (version: number) => `Version ${version}`,
    present: 'Current',
    published: (instant: string) => `Published ${showStoreInstant(instant)}`,
    numbers: (active: number, entered: number) => `${showNumber(active)} inside, ${showNumber(entered)} entered`,
    moved: (movedIn: number, movedOut: number) =>
      [movedIn > 0 && `${showNumber(movedIn)} moved here`, movedOut > 0 && `${showNumber(movedOut)} moved away`]
        .filter(Boolean)
        .join(', '),
    first: 'The first version',
    same: 'Drawn as the one before',
    rollBack: 'Go back to it',
  },
  end: {
    title: 'End this workflow?',
    about: (active: number) =>
      active === 0
        ? 'Nobody is inside. Nobody will enter any more, unless a new version is published.'
        : `${showCount(active, 'person is', 'people are')} inside and will leave now; messages that have not begun are cancelled. Nobody will enter any more, unless a new version is published.`,
    confirm: 'End the workflow',
  },
  conflict: {
    title: 'Somebody else saved this workflow',
    about: (at: string) =>
      `They saved ${hasBegun(at) ? `on ${showInstant(at)}` : 'before the clock began'}. Nothing is lost until you choose. If you take theirs instead of yours, this changes:`,
    same: 'Nothing that can be seen.',
    keepMine: 'Keep mine',
    takeTheirs: 'Take theirs',
  },
  leave: {
    title: 'Leave without saving?',
    about: 'What you changed last could not be saved. It is lost if you leave now.',
    confirm: 'Leave without saving',
    stay: 'Stay',
  },
} as const
