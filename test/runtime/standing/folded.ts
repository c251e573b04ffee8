import { simulatedClock } from '../../../runtime/clock.ts'
import type { Commit } from '../../../runtime/commit/commit.ts'
import type { NewEntry } from '../../../runtime/commit/entry.ts'
import { startEngine } from '../../../runtime/engine.ts'
import { initialSettings } from '../../../runtime/storage/control.ts'
import { openSqlite } from '../../../runtime/storage/sqlite/openSqlite.ts'
import type { Workflow } from '../../../shared/workflow.ts'
import { draw } from '../../support/trial.ts'
import type { Streams } from './streams.ts'

/** The same lines from the engine: what it wrote down as it folded the streams, with the instant of each. */
export async function folded({ segments, waits, arrivals, begin, end }: Streams): Promise<string[]> {
  const storage = openSqlite({ file: ':memory:', clock: 'data' })
  const record = recordOf()
  const engine = await startEngine({
    storage: {
      ...storage,
      async commit(value) {
        await storage.commit(value)
        record.take(value)
      },
    },
    clock: simulatedClock(0),
    changed: () => {},
  })
  await engine.control({ do: 'advanceClock', to: begin })
  await engine.control({ do: 'saveSettings', settings: initialSettings })
  for (const [segment, when] of Object.entries(segments))
    await engine.control({ do: 'saveSegment', segment, definition: { title: segment, when }, revision: null })
  for (const workflow of workflowsOf({ segments, waits })) {
    const document = JSON.stringify(workflow)
    const { id } = workflow
    await engine.control({ do: 'saveDraft', workflow: id, title: id, document, revision: null })
    await engine.control({ do: 'publish', workflow: id, document, revision: 1, compiled: [] })
  }
  await engine.idle()
  const { last } = await engine.standing()
  const entries = arrivals.map(
    ({ customer, at, time, name, properties }): NewEntry => ({
      clock: at,
      payload: {
        type: 'event',
        kind: name === 'identify' ? 'identify' : 'track',
        name,
        time,
        identities: [{ kind: 'userId', value: customer }],
        source: 'test',
        trusted: true,
        historical: false,
        body: JSON.stringify(
          name === 'identify' ? { type: 'identify', traits: properties } : { type: 'track', properties },
        ),
      },
    }),
  )
  await engine.append(entries)
  await engine.control({ do: 'advanceClock', to: end })
  await engine.idle()
  await engine.close()
  return record.lines(last)
}

function workflowsOf({ segments, waits }: Pick<Streams, 'segments' | 'waits'>): Workflow[] {
  return [
    ...Object.keys(segments).flatMap((segment) =>
      (['join', 'leave'] as const).map((on) =>
        draw({
          id: `${on}-${segment}`,
          nodes: { 'segment-1': { kind: 'segment', settings: { segment, on }, ports: { next: 'exit-2' } }, ...exit },
        }),
      ),
    ),
    ...waits.map((wait, index) =>
      draw({
        id: `wait-${index}`,
        nodes: {
          'event-1': { kind: 'event', settings: { event: 'Cart Updated' }, ports: { next: 'wait-3' } },
          'wait-3': { kind: 'wait', settings: { for: 'condition', ...wait }, ports: { holds: 'exit-2' } },
          ...exit,
        },
      }),
    ),
  ]
}

const exit = { 'exit-2': { kind: 'exit', settings: { reason: 'Done' } } } as const

function recordOf() {
  const commits: Commit[] = []
  return {
    take: (value: Commit) => void commits.push(value),
    /** @param last  the log number before the first event */
    lines(last: number): string[] {
      const names = new Map(
        commits.flatMap(({ identities }) => identities.map((one) => [one.customer, one.identity.value])),
      )
      const runs = new Map(commits.flatMap((commit) => commit.runs.map((run) => [run.id, run])))
      const line = (customer: number, at: number, what: string) =>
        `${names.get(customer)} ${new Date(at).toISOString()} ${what}`
      const moves = commits.flatMap(({ timeline }) =>
        timeline.flatMap(({ customer, at, what, detail }) =>
          what === 'segmentJoined' || what === 'segmentLeft'
            ? [
                line(
                  customer,
                  at,
                  `${what === 'segmentJoined' ? 'joined' : 'left'} ${(detail as { segment: string }).segment}`,
                ),
              ]
            : [],
        ),
      )
      const decisions = commits.flatMap(({ trail }) =>
        trail.flatMap(({ customer, run: id, at, decisions }) =>
          decisions.flatMap(({ what, node, port }) => {
            const run = runs.get(id)
            if (!run) throw new Error(`the trail of ${id}, which was never written`)
            if (what === 'entered' && node === 'segment-1') return [line(customer, at, `entered ${run.workflow}`)]
            if (what === 'took' && node === 'wait-3')
              return [line(customer, at, `${run.workflow} of ${run.trigger - last} ${port}`)]
            return []
          }),
        ),
      )
      return [...moves, ...decisions].sort()
    },
  }
}
