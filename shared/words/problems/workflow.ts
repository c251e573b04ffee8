import { showDay, showList } from '../show.ts'
import { butCame, type Params, type Sentence, said, wanted } from './params.ts'

/** What a workflow file, or what it means, may have wrong. */
export const workflowProblems = {
  newerFormat: ({ came, newest }) =>
    `This file has format ${said(came)}; this version of Perennial reads formats up to ${said(newest)}. Update Perennial, or export the file from an older one.`,
  repeatedId: ({ id }) =>
    `The id ${said(id)} is used twice. Every node needs an id of its own, and so does every note.`,
  idNotBelowNext: ({ id, nextId, expected }) =>
    `The id ${said(id)} is not below nextId, which is ${said(nextId)}, so a new node could get it again. Set nextId to at least ${said(expected)}.`,

  noTrigger: () => 'Nobody can enter this workflow. Add a trigger.',
  triggerLeadsNowhere: () => 'This trigger leads nowhere. Join it to what should happen first.',
  edgeIntoTrigger: ({ to }) =>
    `This leads into the trigger ${said(to)}, but runs only begin there. Join it to the node after the trigger.`,
  keyWithoutEvent: ({ key }) =>
    `The key ${said(key)} is taken from an event, but no trigger is an event. Remove the key, or begin with an event.`,

  dateNeverSeen: ({ name }) =>
    `No date called ${said(name)} was seen so far, so nobody would enter. Check its name, or send it.`,
  scheduleNever: ({ pattern }) => `No day is ever like ${said(pattern)}, so nobody would enter. Change it.`,
  scheduleOver: ({ last }) =>
    `This schedule has ended${typeof last === 'number' ? `: its last date was ${showDay(last, 'UTC')}` : ''}. Let it end later, or remove this trigger.`,
  scheduleOften: ({ pattern }) =>
    `By ${said(pattern)} every customer may enter more than once an hour. Let it be seldomer, or name a smaller audience.`,
  absenceWithoutKey: ({ without, key }) =>
    `Any ${said(without)} ends this wait, also one of another ${said(key)}. Compare its ${said(key)} with the trigger’s.`,

  missingTarget: ({ port, to }) =>
    `The port ${said(port)} leads to ${said(to)}, which does not exist. Join it to another node, or remove it.`,
  unknownPort: ({ port, expected }) =>
    `This node has no port ${said(port)}${isList(expected) && expected.length > 0 ? `, only ${showList(expected)}` : ''}. Remove this edge.`,
  repeatedPort: ({ port }) => `Two ways out of this node are called ${said(port)}. Give one of them another name.`,
  unreachable: () => 'No trigger leads here. Join it to the workflow, or delete it.',
  loopWithoutRest: ({ nodes }) =>
    `A run could go round here for ever without resting: ${said(nodes)}. Put a delay, or a wait for new events, into the loop.`,
  neverEnds: ({ nodes }) =>
    `Whoever comes here goes round for ever, unless another workflow stops them: ${said(nodes)}. Lead a way out, or add an exit rule.`,
  portNeverTaken: ({ port, by }) =>
    `Nobody can leave by ${said(port)}: ${said(by)} takes everybody who could. Change one of them.`,

  unknownWorkflow: ({ workflow }) =>
    workflow === ''
      ? 'No workflow is chosen. Choose one.'
      : `There is no workflow ${said(workflow)} in this store. Choose another, or import it.`,
  namesNotLive: ({ workflow }) => `The workflow ${said(workflow)} is not live, so nothing comes of this. Publish it.`,
  startsByNoRequest: ({ workflow }) =>
    `The workflow ${said(workflow)} does not begin by request, so nobody would enter it from here. Give it the trigger Request.`,
  startsWithoutKey: ({ workflow, key }) =>
    `Each run of ${said(workflow)} is for one ${said(key)}, and none is given here, so nobody would enter it. Add ${said(key)} to what it gets to know.`,
  stopsItself: () =>
    'This would stop the other runs of its own workflow. Choose another workflow, or end here with an exit.',
  workflowCircle: ({ workflows }) =>
    `These workflows may begin each other in a circle: ${isList(workflows) ? workflows.join(' → ') : said(workflows)}. Make sure that something ends it, such as “once ever”.`,
  noWorkflowGoal: () =>
    'This experiment counts by the goal of the workflow, which has none. Set one in its settings, or choose what counts here.',
  unknownSegment: ({ segment }) =>
    segment === ''
      ? 'No segment is chosen. Choose one.'
      : `There is no segment ${said(segment)}, neither in this file nor in this store. Choose another, or add it.`,
  segmentCycle: ({ segments }) =>
    `These segments are defined by each other: ${said(segments)}. Take one out of the circle.`,
  triggerInSegment: ({ reference }) =>
    `A segment is asked without a run, so it cannot read ${said(reference)}. Use an attribute or an event of the customer.`,
  triggerWithoutEvent: ({ reference }) =>
    `No trigger of this workflow is an event, so ${said(reference)} is never known. Begin with an event, or use an attribute.`,
  triggerWithoutRun: ({ reference }) =>
    `This is asked of customers who need not be in a run, so it cannot read ${said(reference)}. Use an attribute or an event of the customer.`,
  runWindowInSegment: () =>
    'A segment is asked without a run, so it cannot say “since the run began”. Give it a length of time.',
  runWindowWithoutRun: () =>
    'This is asked of customers who need not be in a run, so it cannot say “since the run began”. Give it a length of time.',

  operandMissing: ({ op }) => `The comparison ${said(op)} needs a value to compare with. Give it one.`,
  wrongOperand: (params) => `The comparison ${said(params.op)} needs ${wanted(params.expected)}${butCame(params)}.`,
  tooManyTerms: ({ limit, came }) =>
    `A condition may have ${said(limit)} terms, those inside filters counted, but this one has ${said(came)}. Make a segment of a part of it.`,
  conditionTooDeep: ({ limit, came }) =>
    `A condition may be nested ${said(limit)} levels deep, but this one has ${said(came)}. Make a segment of a part of it.`,
  windowBeyondRetention: ({ event, days, needed }) =>
    `This looks back ${showDays(needed)} at ${said(event)}, but events are kept for ${showDays(days)}. Shorten it, or in Settings, Store, keep ${said(event)} for ever.`,
  notKeptForEver: ({ event, days }) =>
    `This asks what an event ${said(event)} said, however long ago, but events are kept for ${showDays(days)}. Limit it to a length of time, or in Settings, Store, keep ${said(event)} for ever.`,
  unlimitedHistory: ({ event, limit }) =>
    `This looks at every event ${said(event)} that a customer ever had, but only their newest ${said(limit)} are read. Limit it to a length of time, or in Settings, Store, keep ${said(event)} for ever.`,
  lateBeyondRetention: ({ days, needed }) =>
    `Events that come ${showDays(needed)} late let customers in, but events are kept for ${showDays(days)}. Let it be fewer.`,
  neverHolds: () => 'This can never hold, because its parts contradict each other. Change or remove one of them.',
  alwaysHolds: () => 'This always holds, so it decides nothing. Change or remove it.',
  holdsOnlyForLists: () =>
    'This can hold only where a value is a list: for a single value its parts contradict each other. Change or remove one of them.',
  failsOnlyForLists: () =>
    'This can fail only where a value is a list: for a single value it always holds. Change or remove it.',

  waitWithoutTimeout: ({ events }) =>
    isList(events) && events.length === 0
      ? 'Whoever never fits the condition waits here for ever. Give the wait a timeout.'
      : `Whoever never does ${isList(events) ? showList(events, 'or') : said(events)} waits here for ever. Give the wait a timeout.`,
  noUnsubscribeLink: () => 'Marketing needs a way to unsubscribe. Put {{ unsubscribe_url }} into a link.',
  sendWindowQuiet: () =>
    'Nothing can be sent in these hours, because the quiet hours of the store cover them all. Choose others.',
  moreThanCap: ({ messages, atMost }) =>
    `One customer may come to ${said(messages)} marketing e-mails here in the time in which a limit lets ${said(atMost)} through. Those too many wait, or are skipped. Put more time between them, or raise the limit.`,
  manyMessages: ({ messages }) =>
    `One customer may get ${said(messages)} marketing e-mails here within a week, and no limit holds them back. Put more time between them, or set a limit.`,
  goalNeverBegins: () =>
    'The goal counts after a message, but this workflow sends none. Let it count since the customer entered.',
  holdoutWithoutGoal: () => 'Customers are left out, but there is no goal to compare. Set one, or leave out nobody.',
  marketingWithoutConsent: () =>
    'Marketing also goes to people who never said yes, as the settings have it. Change the setting if that is not allowed where they live.',
} satisfies Record<string, Sentence>

const showDays = (days: Params[string] | undefined): string => `${said(days)} days`

const isList = (value: Params[string] | undefined): value is readonly string[] => Array.isArray(value)
