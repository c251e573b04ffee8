import { z } from 'zod'
import { WorkflowLinks } from '../check/links.ts'
import { Zone } from '../duration.ts'
import { SourceKind } from '../event.ts'
import { limits } from '../limits.ts'
import { Retention } from '../retention.ts'
import { SegmentDefinition } from '../segment.ts'
import { Sending } from '../sending.ts'
import { NodeId } from '../workflow.ts'

/** What the API says about things. Instants are RFC 3339 text in UTC; ids are text. */

export const Problem = z
  .object({
    code: z.string(),
    severity: z.enum(['error', 'warning']),
    path: z.string().optional(),
    node: z.string().optional(),
    params: z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string())])).optional(),
    sentence: z.string().optional().describe('The same in English, from the catalogue'),
  })
  .meta({ id: 'Problem' })

export const ProblemDocument = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    problems: z.array(Problem),
  })
  .meta({ id: 'ProblemDocument', description: 'RFC 9457' })

export const listOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next: z.string().nullable() })
export const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(limits.pageItems).default(50),
  after: z.string().max(200).optional(),
  position: z.coerce
    .number()
    .int()
    .min(0)
    .optional()
    .describe('Wait until the fold has reached this log number, at most 2 s'),
})

export const Changed = z
  .object({ position: z.int(), revision: z.int().optional(), version: z.int().optional(), id: z.string().optional() })
  .meta({ id: 'Changed' })

export const WorkflowState = z.enum(['draft', 'live', 'paused', 'ended']).meta({ id: 'WorkflowState' })

export const WorkflowSummary = z
  .object({
    id: z.string(),
    title: z.string(),
    state: WorkflowState,
    version: z.int().nullable().describe('The version that is live, paused or ended'),
    changed: z.boolean().describe('The draft differs from that version'),
    savedAt: z.string(),
    publishedAt: z.string().nullable(),
    entered7Days: z.int(),
    active: z.int().describe('Runs inside now'),
    goal: z
      .object({
        title: z.string(),
        started: z.int().describe('Runs that began'),
        reached: z.int(),
        heldOut: z.int().describe('Those who would have entered, and were left out'),
        heldOutReached: z.int(),
      })
      .nullable()
      .describe('How the goal of the version that is out is reached; null where it has none'),
    errors: z.int(),
  })
  .meta({ id: 'WorkflowSummary' })

export const WorkflowDetail = z
  .object({
    id: z.string(),
    state: WorkflowState,
    version: z.int().nullable(),
    revision: z.int().describe('Send it back as If-Match'),
    savedAt: z.string(),
    publishedAt: z.string().nullable(),
    changed: z.boolean(),
    document: z
      .record(z.string(), z.unknown())
      .describe('The draft, a workflow document (shared/workflow.schema.json)'),
    problems: z.array(Problem),
  })
  .meta({ id: 'WorkflowDetail' })

export const VersionSummary = z
  .object({
    version: z.int(),
    publishedAt: z.string(),
    active: z.int(),
    entered: z.int(),
    movedIn: z.int().describe('Runs that came from another version'),
    movedOut: z.int().describe('Runs that went to another version'),
    differences: z.array(z.string()).describe('What it changed against the version before, in English'),
  })
  .meta({ id: 'VersionSummary' })

/** Where runs of older versions go, by the node at which they rest (rules 25 and 27). */
export const RunsMove = z
  .strictObject({
    nodes: z
      .record(
        NodeId,
        z.union([
          z.strictObject({ to: NodeId }).meta({ description: 'A node of the new version, as a new visit' }),
          z
            .strictObject({ end: z.string().min(1).max(limits.nameLength) })
            .meta({ description: 'The end, with this reason' }),
          z.strictObject({ stay: z.literal(true) }).meta({ description: 'They stay on their version' }),
        ]),
      )
      .describe('Runs at a node that is not named stay on their version'),
    keepElapsed: z
      .boolean()
      .optional()
      .describe('Delays and waits of one kind count from when the run came to the node that it leaves'),
  })
  .meta({ id: 'RunsMove' })

/** What publishing would change, in terms of nodes and people. */
export const PublishPreview = z
  .object({
    version: z.int().describe('The number that the new version gets'),
    problems: z.array(Problem),
    added: z.array(z.string()),
    removed: z.array(z.string()),
    changed: z.array(z.string()),
    settingsChanged: z.boolean(),
    differences: z.array(z.string()).describe('The same in English, a sentence for each'),
    state: WorkflowState,
    inside: z.int().describe('Active runs; they stay on their version unless they are moved'),
    waiting: z
      .array(
        z.object({
          version: z.int(),
          node: z.string(),
          title: z.string().describe('What the node does in that version'),
          runs: z.int(),
          change: z.enum(['same', 'changed', 'gone']).describe('What becomes of the node'),
          suggested: z.string().nullable().describe('The same node, where it is still there and of the same kind'),
        }),
      )
      .describe('Where people are inside now, by version'),
    targets: z.array(z.object({ node: z.string(), title: z.string() })).describe('Nodes to which runs may move'),
    members: z
      .array(z.object({ segment: z.string(), title: z.string(), members: z.int() }))
      .describe('Segments by joining which one enters: those who are members now enter only when they are included'),
  })
  .meta({ id: 'PublishPreview' })

/** Live numbers of a workflow, summed over its versions. */
const Conversions = z.object({
  count: z.int(),
  worth: z.array(z.object({ currency: z.string(), amount: z.number().describe('In units of the currency') })),
})

/** How many people and messages a node had. */
export const NodeNumbers = z.object({
  entered: z.int(),
  waiting: z.int(),
  planned: z.int().describe('Starts that a trigger has planned'),
  ports: z.record(z.string(), z.int()).describe('How many left by each port'),
  sent: z.int(),
  queued: z.int().describe('Messages in the Outbox, not begun; counted among 20,000 of the store'),
  failed: z.int(),
  skipped: z.int(),
  opened: z.int().describe('Messages that were opened, each once; machines left out'),
  clicked: z.int().describe('Messages in which a link was clicked, each once; machines left out'),
  bounced: z.int(),
  complained: z.int().describe('Messages that were marked as spam'),
  ended: z.int().describe('Runs that ended here'),
})
export type NodeNumbers = z.output<typeof NodeNumbers>

export const WorkflowStats = z
  .object({
    workflow: z.string(),
    started: z.int(),
    active: z.int(),
    ended: z.int(),
    endings: z
      .array(z.object({ code: z.string(), detail: z.string().optional(), count: z.int() }))
      .describe('For which reasons runs ended, the most frequent first; detail as in the reason of a run'),
    paused: z
      .object({
        since: z.string(),
        overdue: z.int().describe('Runs whose time came since'),
        keptOut: z.int().describe('Times that a customer would have entered since'),
      })
      .nullable(),
    goal: z
      .object({
        title: z.string(),
        converted: Conversions,
        heldOut: z.int().describe('Those who would have entered, and were left out'),
        heldOutConverted: Conversions,
      })
      .nullable()
      .describe('How the goal of the newest version is reached; null where it has none'),
    nodes: z.record(z.string(), NodeNumbers),
  })
  .meta({ id: 'WorkflowStats' })

/** What became of those who were assigned to the paths of a split or an experiment, in the version that is out. */
export const PathFigures = z
  .object({
    node: z.string(),
    goal: z.string().nullable().describe('What counts, in English; null: a split in a workflow without a goal'),
    paths: z.array(
      z.object({
        port: z.string(),
        title: z.string(),
        percent: z.int().describe('The share of customers who are assigned to it'),
        entered: z.int().describe('Customers who were assigned to it, each once'),
        reached: z.int().describe('Those among them who reached the goal'),
        rate: z
          .object({ rate: z.number(), low: z.number(), high: z.number() })
          .nullable()
          .describe('Reached by entered, 0 to 1, with an interval that holds at every look; null: nobody entered'),
      }),
    ),
    leader: z.object({ port: z.string(), certainty: z.number() }).nullable().describe('The path that is ahead of all'),
    needed: z.number().nullable().describe('The certainty at which an experiment names a winner; null: a split'),
    tookOver: z.object({ port: z.string(), at: z.string() }).nullable(),
    sentence: z.string().describe('How it stands, in English'),
  })
  .meta({ id: 'PathFigures' })

export const CustomerSummary = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string().nullable(),
    createdAt: z.string(),
    lastSeenAt: z.string().nullable(),
    segments: z.array(z.string()),
  })
  .meta({ id: 'CustomerSummary' })

export const TimelineItem = z
  .object({
    at: z.string().describe('Own time for events'),
    what: z.enum([
      'event',
      'message',
      'runStarted',
      'runEnded',
      'segmentJoined',
      'segmentLeft',
      'customersJoined',
      'consentChanged',
      'notEnrolled',
      'addressRefused',
      'heldOut',
      'goalReached',
    ]),
    title: z.string().describe('The event name, the segment title, the workflow title, the message subject'),
    seq: z.int().optional(),
    run: z.string().optional(),
    workflow: z.string().optional(),
    message: z.string().optional(),
    detail: z.unknown().describe('Event: its properties. Others: parameters of the sentence'),
  })
  .meta({ id: 'TimelineItem' })

export const CustomerDetail = z
  .object({
    id: z.string(),
    name: z.string(),
    createdAt: z.string(),
    joinedTo: z.string().nullable(),
    identities: z.array(z.object({ kind: z.string(), value: z.string() })),
    attributes: z.array(z.object({ name: z.string(), value: z.unknown(), at: z.string() })),
    consents: z.array(
      z.object({
        channel: z.string(),
        purpose: z.string(),
        is: z.enum(['granted', 'denied', 'unknown']),
        at: z.string().nullable(),
        source: z.string().nullable(),
        wording: z.string().nullable(),
      }),
    ),
    segments: z.array(
      z.object({ id: z.string(), title: z.string(), since: z.string(), how: z.enum(['joined', 'initial']) }),
    ),
    runs: z.array(z.lazy(() => RunSummary)),
  })
  .meta({ id: 'CustomerDetail' })

export const RunSummary = z
  .object({
    id: z.string(),
    customer: z.string(),
    customerName: z.string(),
    workflow: z.string(),
    workflowTitle: z.string(),
    version: z.int(),
    key: z.string(),
    state: z.enum(['active', 'ended']),
    node: z.string(),
    startedAt: z.string(),
    dueAt: z.string().nullable(),
    endedAt: z.string().nullable(),
    reason: z.object({ code: z.string(), detail: z.string().optional() }).nullable(),
  })
  .meta({ id: 'RunSummary' })

export const Because = z
  .object({
    at: z.string(),
    holds: z.boolean(),
    unknown: z.literal(true).optional(),
    value: z.unknown().optional(),
    events: z.array(z.int()).optional(),
    changesAt: z.number().optional(),
    others: z.record(z.string(), z.unknown()).optional().describe('Attributes that it was compared with'),
    zone: z.string().optional(),
    aside: z.literal(true).optional().describe('It did not decide'),
  })
  .meta({ id: 'Because' })

export const TrailDecision = z
  .object({
    at: z.string(),
    node: z.string(),
    visit: z.int(),
    what: z.enum(['entered', 'took', 'rested', 'asked', 'reached', 'ended', 'failed', 'moved']),
    port: z.string().optional(),
    until: z.number().optional(),
    why: z.string().optional(),
    params: z.record(z.string(), z.unknown()).optional(),
    because: z.array(Because).optional(),
    more: z.int().optional().describe('Leaves for which there was no room'),
    seq: z.int().optional(),
    assumed: z.literal(true).optional(),
    sentence: z.string().describe('The reason in English, from the catalogue'),
  })
  .meta({ id: 'TrailDecision' })

export const RunDetail = z
  .object({
    run: RunSummary,
    document: z.record(z.string(), z.unknown()).describe('The version that the run is on'),
    trail: z.array(TrailDecision),
  })
  .meta({ id: 'RunDetail' })

const turning = {
  facts: z.array(z.string()).describe('What decided it, in English'),
  turns: z.array(z.string()).describe('The smallest change that would turn it, in English; empty: none was found'),
  changes: z.array(z.unknown()).describe('The same as data: see shared/predicate/factChange.ts'),
  byItself: z.string().nullable().describe('When time alone turns it'),
}

export const ExplainedDecision = TrailDecision.extend({
  ...turning,
  same: z.boolean().describe('Evaluated again, with the facts as they were, it comes out the same'),
  removed: z.array(z.string()).describe('Conditions whose facts were removed or changed since, as JSON pointers'),
}).meta({ id: 'ExplainedDecision' })

export const ExplainedRun = z
  .object({ run: RunSummary, decisions: z.array(ExplainedDecision) })
  .meta({ id: 'ExplainedRun' })

export const Hurdle = z
  .object({
    of: z.enum(['workflow', 'trigger', 'reentry', 'filter', 'message']),
    code: z.string(),
    clear: z.boolean().describe('It does not stand in the way'),
    sentence: z.string(),
    ...turning,
  })
  .meta({ id: 'Hurdle' })

export const Explanation = z
  .object({
    customer: z.string(),
    customerName: z.string(),
    workflow: z.string(),
    workflowTitle: z.string(),
    at: z.string(),
    inside: z.boolean(),
    hurdles: z.array(Hurdle).describe('What must be so to enter now, in the order in which it is asked'),
    runs: z.array(ExplainedRun).describe('At most twenty, newest first'),
  })
  .meta({ id: 'Explanation' })

export const SegmentSummary = z
  .object({
    id: z.string(),
    title: z.string(),
    members: z.int(),
    revision: z.int(),
    progress: z.object({ done: z.int(), of: z.int() }).nullable().describe('While a new definition is being applied'),
    workflows: z.array(z.string()).describe('Ids of the workflows that name it'),
  })
  .meta({ id: 'SegmentSummary' })

export const SegmentDetail = z
  .object({
    segment: SegmentSummary,
    definition: SegmentDefinition,
    sample: z.array(CustomerSummary),
    joined7Days: z.int(),
    left7Days: z.int(),
  })
  .meta({ id: 'SegmentDetail' })

export const MessageState = z
  .enum(['waiting', 'sending', 'sent', 'failed', 'uncertain', 'cancelled'])
  .meta({ id: 'MessageState' })
export const MessageSummary = z
  .object({
    key: z.string(),
    channel: z.enum(['email', 'webhook']),
    purpose: z.enum(['marketing', 'transactional']),
    address: z.string(),
    subject: z.string().describe('Empty for a webhook'),
    customer: z.string(),
    customerName: z.string(),
    workflow: z.string(),
    workflowTitle: z.string(),
    run: z.string(),
    state: MessageState,
    admittedAt: z.string(),
    stateAt: z.string().nullable(),
    detail: z.string(),
    attempts: z.int(),
  })
  .meta({ id: 'MessageSummary' })

export const MessageDetail = z
  .object({
    message: MessageSummary,
    html: z.string(),
    text: z.string(),
    headers: z.array(z.object({ name: z.string(), value: z.string() })),
    attempts: z.array(z.object({ attempt: z.int(), at: z.string(), detail: z.string() })),
    responses: z
      .array(
        z.object({
          what: z.enum(['opened', 'clicked', 'bounced', 'complained']),
          at: z.string(),
          url: z.string().nullable().describe('The link that was clicked'),
          machine: z.boolean().describe('A scanner or a prefetch, and not a person'),
        }),
      )
      .describe('What came back of it, oldest first, at most 100 of a kind'),
  })
  .meta({ id: 'MessageDetail' })

export const Source = z
  .object({
    id: z.string(),
    name: z.string(),
    kind: SourceKind,
    createdAt: z.string(),
    revokedAt: z.string().nullable(),
    key: z
      .string()
      .describe(
        'The write key: for browsers it is public by nature; a server key is shown to whoever may open Settings',
      ),
    events: z.int(),
    lastEventAt: z.string().nullable(),
  })
  .meta({ id: 'Source' })

export const Refused = z
  .object({ id: z.int(), at: z.string(), source: z.string(), problems: z.array(Problem), body: z.string() })
  .meta({ id: 'Refused' })

/** What the fold could not process and set aside (an entry, or a turn of a customer that it led to). */
export const Parked = z
  .object({
    seq: z.int().describe('Its number in the log; 0: a timer of the customer came due'),
    at: z.string().nullable(),
    customer: z.string().nullable(),
    what: z.string().describe('The kind of entry, or turn: what it meant for one customer'),
    name: z.string().nullable().describe('The name of an event'),
    why: z.string().describe('The error'),
    canBeFoldedAgain: z.boolean(),
  })
  .meta({ id: 'Parked' })

const dnsName = /^$|^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/i

export const StoreSettings = z
  .strictObject({
    name: z.string().max(limits.nameLength),
    sender: z.string().max(limits.nameLength).describe('"Name <address>" or an address'),
    replyTo: z.string().max(limits.nameLength),
    postalAddress: z.string().max(1000),
    dkim: z
      .strictObject({
        domain: z.string().max(253).regex(dnsName, 'dnsName'),
        selector: z.string().max(63).regex(dnsName, 'dnsName'),
      })
      .describe('Receivers find the public key at selector._domainkey.domain; empty: mails are not signed'),
    tracking: z
      .strictObject({ clicks: z.boolean(), opens: z.boolean() })
      .describe('Whether links lead over Perennial, and whether mails have a pixel; neither for those who refuse'),
    zone: Zone,
    currency: z.string().regex(/^[A-Z]{3}$/),
    marketingToUnknown: z.boolean(),
    sending: Sending,
    retention: Retention,
  })
  .meta({ id: 'StoreSettings' })

/** The removal of old events: once a day, and when the setting changes. */
export const RetentionProgress = z
  .object({
    state: z.enum(['never', 'running', 'done']),
    removed: z.int().describe('Events that the last removal took away, or this one so far'),
    begunAt: z.string().nullable(),
    before: z.string().nullable().describe('Events that happened earlier than this go'),
    progress: z.object({ done: z.int(), of: z.int() }).nullable().describe('Customers, while it runs'),
  })
  .meta({ id: 'RetentionProgress' })

/** Whether mails can be signed. The private key goes in and never comes back out. */
export const DkimKey = z
  .object({
    dkimKey: z.enum(['set', 'none']),
    record: z
      .object({ name: z.string(), value: z.string() })
      .nullable()
      .describe('The TXT record that DNS must have; null without a key, a domain or a selector'),
  })
  .meta({ id: 'DkimKey' })

export const Template = z
  .object({
    id: z.string(),
    title: z.string(),
    description: z.string(),
    document: z.record(z.string(), z.unknown()),
    readme: z.string(),
  })
  .meta({ id: 'Template' })

export const Status = z
  .object({
    store: z.enum(['own', 'demo']),
    name: z.string(),
    clock: z.enum(['wall', 'data']),
    now: z.string(),
    behind: z.int().describe('Accepted entries that are not folded yet'),
    smtp: z.boolean(),
    customers: z.int(),
    events: z.int(),
    workflows: z.int(),
    refused: z.int(),
    held: z.boolean(),
    hold: z
      .object({
        since: z.string(),
        why: z.enum(['absence', 'clockAhead', 'clockBehind', 'restored']),
        runs: z.int().describe('Runs whose time has come, counted up to 10,000'),
        messages: z.int().describe('Marketing messages that wait, counted up to 10,000'),
      })
      .nullable()
      .describe('Why no timer fires and no marketing leaves, and what waits'),
    playing: z.boolean().describe('The demo store is letting its days pass'),
    parked: z.int(),
  })
  .meta({ id: 'Status' })

export const Backup = z
  .object({
    state: z.enum(['none', 'running', 'done', 'failed']),
    file: z.string().nullable(),
    copied: z.int().describe('Pages copied so far, while it runs'),
    pages: z.int().describe('Pages to copy, while it runs; 0 until they are counted'),
    bytes: z.int().nullable(),
    position: z.int().nullable().describe('The last entry of the log that is in it'),
    at: z.string().nullable().describe('The moment at which the store in it stands'),
    why: z.string().nullable().describe('Why it failed'),
  })
  .meta({ id: 'Backup' })

/** What the store has seen, for pickers: names are offered, never demanded. */
export const Vocabulary = z
  .object({
    events: z.array(z.object({ name: z.string(), count: z.int(), properties: z.array(z.string()) })),
    attributes: z.array(z.string()),
    segments: z.array(z.object({ id: z.string(), title: z.string() })),
    workflows: z
      .array(
        z.object({
          id: z.string(),
          title: z.string(),
          state: WorkflowState,
          links: WorkflowLinks.describe('Of the version that was published last; of one that never was, none'),
        }),
      )
      .describe('What workflows have to do with each other'),
  })
  .meta({ id: 'Vocabulary' })

export const ImportResult = z
  .object({
    id: z.string(),
    title: z.string(),
    exists: z.boolean(),
    identical: z.boolean(),
    problems: z.array(Problem),
    segments: z.array(z.object({ id: z.string(), title: z.string(), state: z.enum(['new', 'same', 'differs']) })),
    differences: z.array(z.string()).describe('What the file would change of the present draft, in English'),
    imported: Changed.nullable(),
  })
  .meta({ id: 'ImportResult' })

export const Document = z.record(z.string(), z.unknown())

export const AnyQuery = z.object({ position: z.coerce.number().int().min(0).optional() })
