import type { Filter, Leaf, Predicate } from '../predicate/schema.ts'
import { both, type Domain, isEmpty } from './domain.ts'
import { type Field, type FilterLeaf, fieldOf } from './field.ts'

/** Of which values something is said: of any, or only of those that are no list. */
type Values = 'any' | 'single'

/**
 * Whether a condition can never hold or always does, as far as its form alone shows it: within one field by intervals and sets, and
 * through all, any and not over equal terms. `undefined`: it depends, or more thought would be needed.
 *
 * @param values  single: as if no attribute and no property were a list, of which each element may meet another part
 * @example judge({ all: [{ test: 'orderNumber', op: 'atLeast', value: 3 }, { test: 'orderNumber', op: 'less', value: 2 }] }) // 'never'
 */
export function judge(condition: Predicate | Filter, values: Values = 'any'): 'never' | 'always' | undefined {
  if (isNever(formOf(condition, true), values)) return 'never'
  return isNever(formOf(condition, false), values) ? 'always' : undefined
}

/** A condition with its negations at the leaves. */
type Form = Literal | { readonly all: readonly Form[] } | { readonly any: readonly Form[] }
interface Literal {
  readonly leaf: Leaf | FilterLeaf
  readonly holds: boolean
}

function formOf(condition: Predicate | Filter, holds: boolean): Form {
  if ('not' in condition) return formOf(condition.not, !holds)
  if ('all' in condition || 'any' in condition) {
    const terms = ('all' in condition ? condition.all : condition.any).map((term) => formOf(term, holds))
    return 'all' in condition === holds ? { all: terms } : { any: terms }
  }
  return { leaf: condition, holds }
}

function isNever(form: Form, values: Values): boolean {
  if ('any' in form) return form.any.every((way) => isNever(way, values))
  if ('leaf' in form) return areApart([form], values)
  const terms = form.all.flatMap(flat)
  const literals = terms.filter((term) => 'leaf' in term)
  const choices = terms.filter((term) => 'any' in term)
  if (areApart(literals, values) || choices.some((choice) => isNever(choice, values)) || holdsItsOpposite(terms))
    return true
  // Of each choice one way must be open, given everything else that is certain.
  return choices.some((choice) => choice.any.every((way) => isNever({ all: [...literals, way] }, values)))
}

const flat = (form: Form): Form[] => ('all' in form ? form.all.flatMap(flat) : [form])

/** Whether the literals on some field leave it no value. */
function areApart(literals: readonly Literal[], values: Values): boolean {
  const left = new Map<string, Domain>()
  const ofOneElement: Field[] = []
  const leftIn = (field: Field, holds: boolean) => both(left.get(field.name) ?? field.whole, field.where(holds))
  for (const { leaf, holds } of literals) {
    const field = fieldOf(leaf)
    if (!field) continue
    if (holds && field.anyElement && values === 'any') {
      ofOneElement.push(field)
      continue
    }
    const domain = leftIn(field, holds)
    if (isEmpty(domain, field.counts)) return true
    left.set(field.name, domain)
  }
  // What does not hold says so of every element: each of these needs one that is left by all of that.
  return ofOneElement.some((field) => isEmpty(leftIn(field, true), field.counts))
}

function holdsItsOpposite(terms: readonly Form[]): boolean {
  const texts = new Set(terms.map((term) => JSON.stringify(term)))
  return terms.some((term) => texts.has(JSON.stringify(opposite(term))))
}

function opposite(form: Form): Form {
  if ('leaf' in form) return { leaf: form.leaf, holds: !form.holds }
  return 'all' in form ? { any: form.all.map(opposite) } : { all: form.any.map(opposite) }
}
