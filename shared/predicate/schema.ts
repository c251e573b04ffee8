import { z } from 'zod'
import { Duration } from '../duration.ts'
import { limits } from '../limits.ts'

/**
 * The one condition language: segments, branches, filters, waits and exit rules are predicates.
 *
 * A comparison with a missing value or with a value of another type is false, and its `because` says unknown; `not` inverts truth,
 * so "is not" and "is unknown" are operators of their own. Text compares without case after NFC. A path that leads into a list
 * holds if any element does; `element` groups filters that must hold for one and the same element.
 */

/** A literal, or a reference to a value of the run: `trigger.<path>` or `customer.<attribute>`. */
export const Reference = z
  .strictObject({ ref: z.string().regex(/^(trigger|customer)\.[^\s]{1,180}$/, { error: 'reference' }) })
  .meta({ id: 'Reference' })
export const Literal = z.union([z.string().max(1000), z.number(), z.boolean()], { error: 'literal' })
export const Operand = z
  .union([Literal, Reference, z.array(Literal).min(1).max(200)], { error: 'operand' })
  .meta({ id: 'Operand', description: 'A literal, a list of literals (oneOf), or a reference such as trigger.cart_id' })
export type Reference = z.infer<typeof Reference>
export type Literal = z.infer<typeof Literal>
export type Operand = z.infer<typeof Operand>

/**
 * How two values are compared. `known` and `unknown` take no value; `oneOf` takes a list; `before` and `after` take an instant;
 * `withinLast` and `withinNext` take a duration and read the left side as a date, so that time alone can change them.
 */
export const Operator = z
  .enum([
    'is',
    'isNot',
    'oneOf',
    'contains',
    'startsWith',
    'greater',
    'atLeast',
    'less',
    'atMost',
    'before',
    'after',
    'withinLast',
    'withinNext',
    'known',
    'unknown',
  ])
  .meta({ id: 'Operator' })
export type Operator = z.infer<typeof Operator>

export const NumberOperator = z.enum(['atLeast', 'atMost', 'exactly', 'greater', 'less']).meta({ id: 'NumberOperator' })
export type NumberOperator = z.infer<typeof NumberOperator>

const name = z.string().min(1).max(limits.nameLength)

/** A path into an event's properties: keys joined by dots, `products.name` reaches into each element of a list. */
export const Path = z.string().min(1).max(limits.nameLength).meta({ id: 'Path' })

/** What an event's own properties must satisfy. */
export type Filter =
  | { all: Filter[] }
  | { any: Filter[] }
  | { not: Filter }
  | { property: string; op: Operator; value?: Operand | undefined }
  | { element: string; where: Filter }
export const Filter: z.ZodType<Filter> = z
  .lazy(() =>
    z.union(
      [
        z.strictObject({ property: Path, op: Operator, value: Operand.optional() }),
        z.strictObject({ all: z.array(Filter).min(1).max(limits.predicateTerms) }),
        z.strictObject({ any: z.array(Filter).min(1).max(limits.predicateTerms) }),
        z.strictObject({ not: Filter }),
        z.strictObject({ element: Path, where: Filter }),
      ],
      { error: 'filter' },
    ),
  )
  .meta({ id: 'Filter', description: "What one event's properties must satisfy" })

/** A calendar window measured forward from each event (rule 19), or since the run began (rules 13 and 17). Absent: ever. */
export const Window = z.union([Duration, z.literal('run')], { error: 'window' }).meta({ id: 'Window' })
export type Window = z.infer<typeof Window>

export const channels = ['email'] as const
export const Channel = z.enum(channels).meta({ id: 'Channel' })
export const Purpose = z.enum(['marketing', 'transactional']).meta({ id: 'Purpose' })
export const ConsentState = z.enum(['granted', 'denied', 'unknown']).meta({ id: 'ConsentState' })
export type Channel = z.infer<typeof Channel>
export type Purpose = z.infer<typeof Purpose>
export type ConsentState = z.infer<typeof ConsentState>

/** The leaves of a predicate, told apart by `test`. */
export const Leaf = z
  .discriminatedUnion('test', [
    z
      .strictObject({ test: z.literal('attribute'), attribute: name, op: Operator, value: Operand.optional() })
      .meta({ description: 'The value of one attribute of the customer' }),
    z
      .strictObject({
        test: z.literal('event'),
        event: name,
        op: NumberOperator,
        value: z.int().min(0).max(limits.historyPerEvent),
        within: Window.optional(),
        where: Filter.optional(),
      })
      .meta({ description: 'How often an event happened' }),
    z
      .strictObject({
        test: z.literal('sum'),
        event: name,
        property: Path,
        op: NumberOperator,
        value: z.number(),
        within: Window.optional(),
        where: Filter.optional(),
      })
      .meta({ description: 'The sum of a number over events; no events sum to zero' }),
    z
      .strictObject({ test: z.literal('first'), event: name, where: Filter })
      .meta({ description: 'The first event of this name satisfies the filter' }),
    z
      .strictObject({ test: z.literal('last'), event: name, where: Filter })
      .meta({ description: 'The latest event of this name satisfies the filter' }),
    z
      .strictObject({
        test: z.literal('orderNumber'),
        op: NumberOperator,
        value: z.int().min(0).max(limits.historyPerEvent),
      })
      .meta({
        description:
          'Which order of the customer began this run: 1 for the first. Elsewhere the number of orders so far',
      }),
    z
      .strictObject({ test: z.literal('segment'), segment: name })
      .meta({ description: 'The customer is a member of the segment' }),
    z
      .strictObject({ test: z.literal('consent'), channel: Channel, purpose: z.literal('marketing'), is: ConsentState })
      .meta({ description: 'What the customer said about messages on a channel' }),
    z
      .strictObject({ test: z.literal('trigger'), property: Path, op: Operator, value: Operand.optional() })
      .meta({ description: 'A property of the event that began this run' }),
  ])
  .meta({ id: 'Leaf' })
export type Leaf = z.infer<typeof Leaf>
export type LeafTest = Leaf['test']
/** The leaf of one test, or of any of several: `LeafOf<'first' | 'last'>`. */
export type LeafOf<Test extends LeafTest> = Extract<Leaf, { test: Test }>

export type Predicate = Leaf | { all: Predicate[] } | { any: Predicate[] } | { not: Predicate }
export const Predicate: z.ZodType<Predicate> = z
  .lazy(() =>
    z.union(
      [
        Leaf,
        z.strictObject({ all: z.array(Predicate).min(1).max(limits.predicateTerms) }),
        z.strictObject({ any: z.array(Predicate).min(1).max(limits.predicateTerms) }),
        z.strictObject({ not: Predicate }),
      ],
      { error: 'predicate' },
    ),
  )
  .meta({ id: 'Predicate', description: 'A condition on one customer' })

export const orderEvent = 'Order Completed'
