import type { Filter, Leaf, Predicate } from '../predicate/schema.ts'
import { both, type Domain, isEmpty } from './domain.ts'
import { type FilterLeaf, fieldOf } from './field.ts'

/**
 * Whether a condition can never hold or always does, as far as its form alone shows it: within one field by intervals and sets, and
 * through all, any and not over equal terms. `undefined`: it depends, or more thought would be needed.
 *
 * @example judge({ all: [{ test: 'orderNumber', op: 'atLeast', value: 3 }, { test: 'orderNumber', op: 'less', value: 2 }] }) // 'never'
 */
export function judge(condition: Predicate | Filter): 'never' | 'always' | undefined {
  if (isNever(formOf(condition, true))) return 'never'
  return isNever(formOf(condition, false)) ? 'always' : undefined
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

function isNever(form: Form): boolean {
  if ('any' in form) return form.any.every(isNever)
  if ('leaf' in form) return areApart([form])
  const terms = form.all.flatMap(flat)
  const literals = terms.filter((term) => 'leaf' in term)
  const choices = terms.filter((term) => 'any' in term)
  if (areApart(literals) || choices.some(isNever) || holdsItsOpposite(terms)) return true
  // Of each choice one way must be open, given everything else that is certain.
  return choices.some((choice) => choice.any.every((way) => isNever({ all: [...literals, way] })))
}

const flat = (form: Form): Form[] => ('all' in form ? form.all.flatMap(flat) : [form])

/** Whether the literals on some field leave it no value. */
function areApart(literals: readonly Literal[]): boolean {
  const left = new Map<string, Domain>()
  for (const { leaf, holds } of literals) {
    const field = fieldOf(leaf)
    if (!field) continue
    const domain = both(left.get(field.name) ?? field.whole, field.where(holds))
    if (isEmpty(domain, field.counts)) return true
    left.set(field.name, domain)
  }
  return false
}

function holdsItsOpposite(terms: readonly Form[]): boolean {
  const texts = new Set(terms.map((term) => JSON.stringify(term)))
  return terms.some((term) => texts.has(JSON.stringify(opposite(term))))
}

function opposite(form: Form): Form {
  if ('leaf' in form) return { leaf: form.leaf, holds: !form.holds }
  return 'all' in form ? { any: form.all.map(opposite) } : { all: form.any.map(opposite) }
}
