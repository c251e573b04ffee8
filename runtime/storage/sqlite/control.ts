import type { Problem } from '../../../shared/problem.ts'
import type { Appended, FoldSettings, GapPayload, MarkerPayload, NewEntry } from '../../commit/entry.ts'
import type { ControlChange, ControlResult, StoreSettings } from '../control.ts'
import { initialSettings } from '../control.ts'
import { type EntryRow, entryOf } from './entryRow.ts'
import type { Partition } from './partition.ts'
import { type MessageId, messageIdIn, ofKey } from './rows.ts'

interface WorkflowRow {
  readonly state: 'draft' | 'live' | 'paused' | 'ended'
  readonly version: number | null
  readonly draft: string
  readonly revision: number
}

const workflow = 'select state, version, draft, revision from workflow where id = ?'
const addWorkflow = `
  insert into workflow (id, title, state, version, draft, revision, saved) values (?, ?, 'draft', null, ?, 1, ?)`
const changeDraft = 'update workflow set title = ?, draft = ?, revision = ?, saved = ? where id = ?'
const deleteWorkflow = 'delete from workflow where id = ?'
const newestVersion = 'select max(version) as version from version where workflow = ?'
const documentOf = 'select document from version where workflow = ? and version = ?'
const addVersion = 'insert into version (workflow, version, document, mails, published) values (?, ?, ?, ?, ?)'
const goLive = 'update workflow set state = ?, version = ? where id = ?'
const changeState = 'update workflow set state = ? where id = ?'
const segment = 'select definition, revision from segment where id = ?'
const writeSegment = `
  insert into segment (id, title, definition, revision, saved) values (@id, @title, @definition, @revision, @saved)
  on conflict (id) do update set title = excluded.title, definition = excluded.definition, revision = excluded.revision,
    saved = excluded.saved`
const deleteSegment = 'delete from segment where id = ?'
const addSource = `
  insert into source (id, name, kind, key, created, revoked) values (@id, @name, @kind, @key, @created, null)`
const sourceKnown = 'select 1 from source where id = ? or key = ?'
const revokeSource = 'update source set revoked = coalesce(revoked, ?) where id = ?'
const settingsNow = 'select value from settings where id = 0'
const writeSettings = 'insert or replace into settings (id, value) values (0, ?)'
const addRefused = 'insert into refused (at, source, problems, body) values (?, ?, ?, ?)'
const parkedEntry = `
  select e.seq, e.at, e.depth, e.kind, e.name, e.time, e.source, e.flags, e.identities, e.body from entry e
  where e.seq = ? and e.seq in (select seq from parked where partition = 0)
    and e.seq not in (select seq from folded_again)`
const noteFoldedAgain = 'insert into folded_again (seq, "as") values (?, ?)'
const dropRefused = 'delete from refused where id = ?'
const messageState = `select state from message where n = ${ofKey}`
const sendAgain = `
  update message set state = null, state_at = null, detail = '', send_before = max(send_before, @until)
  where n = ${ofKey}`
const queueAgain = `
  insert or ignore into outbox (channel, ready, message) select channel, place, n from message where n = ${ofKey}`
const dropMessage = `
  update message set state = 'cancelled', state_at = @now, detail = 'dropped' where n = ${ofKey}`

// An admission that a person repeats is good for as long as any other (rule 22).
const admissionLasts = 15 * 60_000

type Changes = {
  [Do in ControlChange['do']]: (change: Extract<ControlChange, { do: Do }>, wall: number) => ControlResult
}

/** What people change: checked against what is there, written with its marker, or refused without a trace (H13). */
export function controlChanges(
  partition: Partition,
  append: (entries: readonly NewEntry[], wall: number) => readonly Appended[],
): (change: ControlChange, wall: number) => ControlResult {
  const { db } = partition
  const statements = {
    workflow: db.prepare<[string], WorkflowRow>(workflow),
    addWorkflow: db.prepare<[string, string, string, number]>(addWorkflow),
    changeDraft: db.prepare<[string, string, number, number, string]>(changeDraft),
    deleteWorkflow: db.prepare<[string]>(deleteWorkflow),
    newestVersion: db.prepare<[string], { version: number | null }>(newestVersion),
    documentOf: db.prepare<[string, number], { document: string }>(documentOf),
    addVersion: db.prepare<[string, number, string, string, number]>(addVersion),
    goLive: db.prepare<[string, number, string]>(goLive),
    changeState: db.prepare<[string, string]>(changeState),
    segment: db.prepare<[string], { definition: string; revision: number }>(segment),
    writeSegment: db.prepare(writeSegment),
    deleteSegment: db.prepare<[string]>(deleteSegment),
    addSource: db.prepare(addSource),
    sourceKnown: db.prepare<[string, string]>(sourceKnown),
    revokeSource: db.prepare<[number, string]>(revokeSource),
    settings: db.prepare<[], { value: string }>(settingsNow),
    writeSettings: db.prepare<[string]>(writeSettings),
    addRefused: db.prepare<[number, string, string, string]>(addRefused),
    parkedEntry: db.prepare<[number], EntryRow>(parkedEntry),
    noteFoldedAgain: db.prepare<[number, number]>(noteFoldedAgain),
    dropRefused: db.prepare<[number]>(dropRefused),
    messageState: db.prepare<[MessageId], { state: string | null }>(messageState),
    sendAgain: db.prepare(sendAgain),
    queueAgain: db.prepare<[MessageId]>(queueAgain),
    dropMessage: db.prepare(dropMessage),
  }

  const done = (more: { revision?: number; version?: number } = {}): ControlResult => ({
    ok: true,
    position: partition.standing.last,
    ...more,
  })
  const mark = (payload: MarkerPayload | GapPayload, wall: number) => append([{ payload }], wall)
  const now = (wall: number) => {
    const { clockKind, lastAt } = partition.standing
    return clockKind === 'wall' ? Math.max(wall, lastAt) : lastAt
  }

  const changes: Changes = {
    saveDraft({ workflow, title, document, revision, segments = [] }, wall) {
      for (const change of segments) {
        const saved = changes.saveSegment({ do: 'saveSegment', ...change }, wall)
        if (!saved.ok) return saved
      }
      const row = statements.workflow.get(workflow)
      if (revision === null) {
        if (row) return refused(409, 'workflowExists', { workflow })
        statements.addWorkflow.run(workflow, title, document, now(wall))
        return done({ revision: 1 })
      }
      if (!row) return unknown('workflow', workflow)
      if (row.revision !== revision) return stale(row.revision, row.draft)
      if (row.draft === document) return done({ revision })
      statements.changeDraft.run(title, document, revision + 1, now(wall), workflow)
      return done({ revision: revision + 1 })
    },

    deleteDraft({ workflow }) {
      const row = statements.workflow.get(workflow)
      if (!row) return unknown('workflow', workflow)
      if (row.version !== null) return refused(409, 'workflowPublished', { workflow })
      statements.deleteWorkflow.run(workflow)
      return done()
    },

    publish({ workflow, document, revision, compiled, move, include }, wall) {
      const row = statements.workflow.get(workflow)
      if (!row) return unknown('workflow', workflow)
      if (row.revision !== revision) return stale(row.revision, row.draft)
      // Of two who publish at once the second has nothing left to publish.
      const live = row.version === null ? null : statements.documentOf.get(workflow, row.version)
      if (live?.document === document && row.state !== 'ended') return refused(409, 'nothingToPublish', { workflow })
      const version = (statements.newestVersion.get(workflow)?.version ?? 0) + 1
      const state = row.state === 'paused' ? 'paused' : 'live'
      statements.addVersion.run(workflow, version, document, JSON.stringify(compiled), now(wall))
      statements.goLive.run(state, version, workflow)
      // Rolling back to an older document leaves a draft alone in which somebody has changed something.
      const follows = row.draft !== document && row.draft === live?.document
      const { title } = JSON.parse(document) as { title: string }
      if (follows) statements.changeDraft.run(title, document, revision + 1, now(wall), workflow)
      mark({ type: 'workflow', workflow, version, state, ...(move && { move }), ...(include && { include }) }, wall)
      return done({ revision: follows ? revision + 1 : revision, version })
    },

    moveRuns({ workflow, version, move }, wall) {
      const row = statements.workflow.get(workflow)
      if (!row) return unknown('workflow', workflow)
      if (row.version === null || row.state === 'draft') return refused(409, 'workflowNeverPublished', { workflow })
      if (row.state === 'ended') return refused(409, 'workflowEnded', { workflow })
      if (row.version !== version) return refused(409, 'otherVersion', { workflow, version: row.version })
      mark({ type: 'workflow', workflow, version, state: row.state, move }, wall)
      return done({ version })
    },

    setWorkflowState({ workflow, state, overdue }, wall) {
      const row = statements.workflow.get(workflow)
      if (!row) return unknown('workflow', workflow)
      if (row.version === null) return refused(409, 'workflowNeverPublished', { workflow })
      if (row.state === state) return done({ version: row.version })
      if (row.state === 'ended') return refused(409, 'workflowEnded', { workflow })
      statements.changeState.run(state, workflow)
      const choice = overdue && state === 'live' ? { overdue } : {}
      mark({ type: 'workflow', workflow, version: row.version, state, ...choice }, wall)
      return done({ version: row.version })
    },

    saveSegment({ segment, definition, revision }, wall) {
      const row = statements.segment.get(segment)
      const text = JSON.stringify(definition)
      if (revision === null && row) return refused(409, 'segmentExists', { segment })
      if (revision !== null && !row) return unknown('segment', segment)
      if (row && row.revision !== revision) return stale(row.revision, row.definition)
      if (row?.definition === text) return done({ revision: row.revision })
      const next = (row?.revision ?? 0) + 1
      statements.writeSegment.run({
        id: segment,
        title: definition.title,
        definition: text,
        revision: next,
        saved: now(wall),
      })
      mark({ type: 'segment', segment, definition }, wall)
      return done({ revision: next })
    },

    deleteSegment({ segment }, wall) {
      if (!statements.segment.get(segment)) return unknown('segment', segment)
      statements.deleteSegment.run(segment)
      mark({ type: 'segment', segment, definition: null }, wall)
      return done()
    },

    createSource({ id, name, kind, key }, wall) {
      if (statements.sourceKnown.get(id, key)) return refused(409, 'sourceExists', { source: id })
      statements.addSource.run({ id, name, kind, key, created: now(wall) })
      return done()
    },

    revokeSource({ id }, wall) {
      return statements.revokeSource.run(now(wall), id).changes === 1 ? done() : unknown('source', id)
    },

    saveSettings({ settings }, wall) {
      const row = statements.settings.get()
      const known = row ? { ...initialSettings, ...(JSON.parse(row.value) as StoreSettings) } : initialSettings
      statements.writeSettings.run(JSON.stringify(settings))
      const decides = JSON.stringify(foldSettingsOf(settings))
      if (decides !== JSON.stringify(foldSettingsOf(known)))
        mark({ type: 'settings', settings: foldSettingsOf(settings) }, wall)
      return done()
    },

    refuseEvents({ refused }) {
      for (const { at, source, problems, body } of refused)
        statements.addRefused.run(at, source, JSON.stringify(problems), body)
      return done()
    },

    dropRefused({ ids }) {
      for (const id of ids) statements.dropRefused.run(id)
      return done()
    },

    foldAgain({ seq }, wall) {
      const row = statements.parkedEntry.get(seq)
      if (!row) return unknown('parked', `${seq}`)
      const { payload } = entryOf(row, partition.names)
      if (payload.type !== 'event' && payload.type !== 'start' && payload.type !== 'consent')
        return refused(409, 'notFoldedAgain', { seq })
      // Without the id of then, which is taken. Its own time is kept, so that it is as late as it is.
      const [appended] = append([{ payload }], wall)
      const number = appended && 'entry' in appended ? appended.entry.seq : partition.standing.last
      statements.noteFoldedAgain.run(seq, number)
      return done()
    },

    advanceClock({ to }) {
      const { standing } = partition
      if (standing.clockKind === 'wall') return refused(409, 'clockIsWall', {})
      if (to < standing.lastAt) return refused(422, 'clockGoesBack', { now: standing.lastAt, to })
      standing.lastAt = to
      return done()
    },

    release({ overdue }, wall) {
      mark({ type: 'release', overdue }, wall)
      return done()
    },

    retryMessage({ key, choice }, wall) {
      const id = messageIdIn(key)
      const row = statements.messageState.get(id)
      if (!row) return unknown('message', key)
      if (row.state !== 'failed' && row.state !== 'uncertain') return refused(409, 'messageNotOpen', { message: key })
      if (choice === 'drop') statements.dropMessage.run({ ...id, now: now(wall) })
      else {
        statements.sendAgain.run({ ...id, until: now(wall) + admissionLasts })
        statements.queueAgain.run(id)
      }
      return done()
    },
  }

  return (change, wall) => {
    let result: ControlResult | undefined
    try {
      partition.write(() => {
        result = (changes[change.do] as (change: ControlChange, wall: number) => ControlResult)(change, wall)
        if (!result.ok) throw undone
      })
    } catch (error) {
      if (error !== undone) throw error
    }
    return result!
  }
}

// Thrown to leave no trace of a change that was refused half-way.
const undone = new Error('refused')

const refused = (
  status: 404 | 409 | 412 | 422,
  code: string,
  params: NonNullable<Problem['params']>,
  current?: string,
): ControlResult => ({
  ok: false,
  status,
  problems: [{ code, severity: 'error', params }],
  ...(current !== undefined && { current }),
})
const unknown = (what: string, id: string): ControlResult => refused(404, 'unknownId', { what, id })
const stale = (revision: number, current: string): ControlResult => refused(412, 'staleRevision', { revision }, current)

/** The settings that decide something in the fold: only their change is a marker. */
const foldSettingsOf = ({ zone, marketingToUnknown, currency, sending }: StoreSettings): FoldSettings => ({
  zone,
  marketingToUnknown,
  currency,
  sending,
})
