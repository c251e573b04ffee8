import fc from 'fast-check'
import type { Leaf, Predicate } from '../../shared/predicate/schema.ts'
import type { Workflow, WorkflowNode } from '../../shared/workflow.ts'

/** Lawful workflows of any shape: edges may lead anywhere, also back, and some nodes nowhere. */
export const workflows: fc.Arbitrary<Workflow> = fc
  .integer({ min: 1, max: 14 })
  .chain((count) =>
    fc.record({
      settings: fc.array(settingsOfKind, { minLength: count, maxLength: count }),
      targets: fc.array(
        fc.array(fc.option(fc.nat({ max: count - 1 }), { nil: undefined }), { minLength: 4, maxLength: 4 }),
        {
          minLength: count,
          maxLength: count,
        },
      ),
      title: fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme' }),
      extra: fc.option(fc.dictionary(fc.stringMatching(/^x-[a-z]{1,5}$/), json), { nil: {} }),
    }),
  )
  .map(({ settings, targets, title, extra }) => {
    const ids = settings.map(({ kind }, n) => `${kind}-${n + 1}`)
    const nodes = settings.map(({ kind, settings: held, ports: names, position }, n) => {
      const ports = names.flatMap((name, port) => {
        const target = targets[n]?.[port]
        return target === undefined ? [] : [[name, ids[target]] as const]
      })
      return {
        id: ids[n],
        kind,
        settings: held,
        ...(ports.length > 0 && { ports: Object.fromEntries(ports) }),
        ...(position && { position }),
      } as WorkflowNode
    })
    return {
      format: 1,
      id: 'any',
      title,
      nextId: settings.length + 1,
      settings: { reentry: { rule: 'always' } },
      nodes,
      ...extra,
    } as Workflow
  })

/** What `x-` keys may hold: any JSON but the keys that every document is refused for. */
const json = fc
  .jsonValue({ maxDepth: 2 })
  .map((value): unknown => JSON.parse(JSON.stringify(value)))
  .filter((value) => !/"(__proto__|constructor|prototype)":/.test(JSON.stringify(value)))

const leaf: fc.Arbitrary<Leaf> = fc.oneof(
  fc.record({
    test: fc.constant('orderNumber' as const),
    op: fc.constant('atLeast' as const),
    value: fc.nat({ max: 9 }),
  }),
  fc.record({
    test: fc.constant('attribute' as const),
    attribute: fc.constantFrom('city', 'plan'),
    op: fc.constant('is' as const),
    value: fc.string(),
  }),
)
const predicate: fc.Arbitrary<Predicate> = fc.oneof(
  leaf,
  fc.array(leaf, { minLength: 1, maxLength: 3 }).map((all) => ({ all })),
  leaf.map((not) => ({ not })),
)

const position = fc.option(fc.record({ x: fc.integer(), y: fc.integer() }), { nil: undefined })

const settingsOfKind = fc
  .oneof(
    fc
      .record({ event: fc.constantFrom('Signed Up', 'Order Completed') })
      .map((settings) => of('event', settings, ['next'])),
    fc.constantFrom('PT1H', 'P3D').map((length) => of('delay', { for: length }, ['next'])),
    fc
      .array(predicate, { minLength: 1, maxLength: 3 })
      .map((conditions) =>
        of('branch', { paths: conditions.map((when, n) => ({ port: `path-${n + 1}`, when })) }, [
          ...conditions.map((_, n) => `path-${n + 1}`),
          'else',
        ]),
      ),
    predicate.map((until) => of('wait', { for: 'condition', until, timeout: 'P1D' }, ['holds', 'timeout'])),
    fc.constant(of('update', { set: [{ attribute: 'a', to: null }] }, ['next'])),
    fc.constant(of('exit', { reason: 'Done' }, [])),
  )
  .chain((kind) => position.map((place) => ({ ...kind, position: place })))

function of(kind: string, settings: object, ports: string[]) {
  return { kind, settings, ports }
}
