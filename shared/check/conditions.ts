import { isDuration } from '../duration.ts'
import { limits } from '../limits.ts'
import { dateOf } from '../predicate/dateOf.ts'
import { numberOf } from '../predicate/numberOf.ts'
import type { Filter, Literal, Operator, Predicate } from '../predicate/schema.ts'
import type { Problem } from '../problem.ts'
import { shown } from '../problemsOf.ts'
import { judge } from './judge.ts'
import { type Concern, type Condition, error, placeOf, warning } from './subject.ts'
import { comparisonOf, filtersOf, type Term, termsOf } from './terms.ts'

/** What conditions say: something that can be true and can be false, of a size that people and the fold can bear. */
export const conditions: Concern = (subject) =>
  subject.conditions.flatMap((condition) => {
    const terms = termsOf(condition)
    return [
      ...sizes(condition, terms),
      ...terms.flatMap((term) => operands(condition, term)),
      ...runWindows(condition, terms),
      ...verdicts(condition),
    ]
  })

function sizes(condition: Condition, terms: readonly Term[]): Problem[] {
  const depth = Math.max(...terms.map((term) => term.depth))
  return [
    ...(terms.length > limits.predicateTerms
      ? [error('tooManyTerms', { ...placeOf(condition), params: { limit: limits.predicateTerms, came: terms.length } })]
      : []),
    ...(depth > limits.predicateDepth
      ? [error('conditionTooDeep', { ...placeOf(condition), params: { limit: limits.predicateDepth, came: depth } })]
      : []),
  ]
}

/** Each operator compares with something of its own kind. */
function operands(condition: Condition, term: Term): Problem[] {
  const comparison = comparisonOf(term)
  if (!comparison || comparison.op === 'known' || comparison.op === 'unknown') return []
  const { op, value } = comparison
  const at = (inside: string) => placeOf({ ...condition, path: `${term.path}${inside}` })
  if (value === undefined) return [error('operandMissing', { ...at(''), params: { op } })]
  if (typeof value === 'object' && !Array.isArray(value)) return []
  const kind = kinds[op]
  if (!kind) return []
  const list = Array.isArray(value) ? value : [value]
  return list.flatMap((literal, index) =>
    kind.fits(literal)
      ? []
      : [
          error('wrongOperand', {
            ...at(Array.isArray(value) ? `/value/${index}` : '/value'),
            params: { op, expected: kind.name, came: shown(literal) },
          }),
        ],
  )
}

const number = { name: 'number', fits: (literal: Literal) => numberOf(literal) !== undefined }
const text = { name: 'string', fits: (literal: Literal) => typeof literal === 'string' }
const date = { name: 'date', fits: (literal: Literal) => dateOf(literal, 'UTC') !== undefined }
const duration = { name: 'duration', fits: (literal: Literal) => typeof literal === 'string' && isDuration(literal) }
const kinds: { readonly [Op in Operator]?: { readonly name: string; fits(literal: Literal): boolean } } = {
  greater: number,
  atLeast: number,
  less: number,
  atMost: number,
  contains: text,
  startsWith: text,
  before: date,
  after: date,
  withinLast: duration,
  withinNext: duration,
}

/** What is asked without a run finds nothing "since the run began", not even that there was none. */
function runWindows(condition: Condition, terms: readonly Term[]): Problem[] {
  const code = withoutRun[condition.of]
  if (!code) return []
  return terms
    .filter((term) => 'leaf' in term && 'within' in term.leaf && term.leaf.within === 'run')
    .map((term) => error(code, placeOf({ ...condition, path: `${term.path}/within` })))
}

const withoutRun: { readonly [Of in Condition['of']]?: string } = {
  segment: 'runWindowInSegment',
  customer: 'runWindowWithoutRun',
}

function verdicts(condition: Condition): Problem[] {
  const whole = 'predicate' in condition.when ? condition.when.predicate : condition.when.filter
  const filters = 'predicate' in condition.when ? filtersOf(condition) : []
  return [
    ...partVerdicts(condition, whole, condition.path),
    ...filters.flatMap(({ filter, path }) => partVerdicts(condition, filter, path)),
  ]
}

/** The outermost parts that can be nothing but false or true: what stands inside them says no more. */
function partVerdicts(condition: Condition, part: Predicate | Filter, path: string): Problem[] {
  const code = verdictOn(part)
  if (code) return [warning(code, placeOf({ ...condition, path }))]
  if ('not' in part) return partVerdicts(condition, part.not, `${path}/not`)
  if ('all' in part) return part.all.flatMap((term, n) => partVerdicts(condition, term, `${path}/all/${n}`))
  if ('any' in part) return part.any.flatMap((term, n) => partVerdicts(condition, term, `${path}/any/${n}`))
  return 'element' in part ? partVerdicts(condition, part.where, `${path}/where`) : []
}

function verdictOn(part: Predicate | Filter): string | undefined {
  const verdict = judge(part)
  if (verdict) return verdict === 'never' ? 'neverHolds' : 'alwaysHolds'
  const ofSingle = judge(part, 'single')
  return ofSingle && (ofSingle === 'never' ? 'holdsOnlyForLists' : 'failsOnlyForLists')
}
