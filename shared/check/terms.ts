import type { Filter, Leaf, Operand, Operator, Predicate } from '../predicate/schema.ts'
import type { Condition } from './subject.ts'

export type PropertyTerm = Extract<Filter, { property: string }>

/** A leaf of a condition: of a predicate, or of a filter inside one. `path` is its place in the document. */
export type Term = {
  readonly path: string
  /** 1 for a leaf that stands alone; a filter counts its own nesting. */
  readonly depth: number
} & ({ readonly leaf: Leaf } | { readonly property: PropertyTerm })

/** All leaves of a condition in reading order, those of its filters included. */
export const termsOf = ({ when, path }: Pick<Condition, 'when' | 'path'>): Term[] =>
  'predicate' in when ? predicateTerms(when.predicate, path, 1) : filterTerms(when.filter, path, 1)

/** Every filter of a condition, with its place: the whole of a filter condition, `where` of a predicate's leaves. */
export function filtersOf(condition: Condition): { path: string; filter: Filter }[] {
  if ('filter' in condition.when) return [{ path: condition.path, filter: condition.when.filter }]
  return termsOf(condition).flatMap((term) =>
    'leaf' in term && 'where' in term.leaf && term.leaf.where
      ? [{ path: `${term.path}/where`, filter: term.leaf.where }]
      : [],
  )
}

/** The comparison that a leaf makes, where it makes one with an operand. */
export function comparisonOf(term: Term): { op: Operator; value: Operand | undefined } | undefined {
  if ('property' in term) return { op: term.property.op, value: term.property.value }
  const { leaf } = term
  return leaf.test === 'attribute' || leaf.test === 'trigger' ? { op: leaf.op, value: leaf.value } : undefined
}

function predicateTerms(predicate: Predicate, path: string, depth: number): Term[] {
  if ('not' in predicate) return predicateTerms(predicate.not, `${path}/not`, depth + 1)
  if ('all' in predicate) return predicate.all.flatMap((term, n) => predicateTerms(term, `${path}/all/${n}`, depth + 1))
  if ('any' in predicate) return predicate.any.flatMap((term, n) => predicateTerms(term, `${path}/any/${n}`, depth + 1))
  const where = 'where' in predicate ? predicate.where : undefined
  return [{ path, depth, leaf: predicate }, ...(where ? filterTerms(where, `${path}/where`, 1) : [])]
}

function filterTerms(filter: Filter, path: string, depth: number): Term[] {
  if ('not' in filter) return filterTerms(filter.not, `${path}/not`, depth + 1)
  if ('all' in filter) return filter.all.flatMap((term, n) => filterTerms(term, `${path}/all/${n}`, depth + 1))
  if ('any' in filter) return filter.any.flatMap((term, n) => filterTerms(term, `${path}/any/${n}`, depth + 1))
  if ('element' in filter) return filterTerms(filter.where, `${path}/where`, depth + 1)
  return [{ path, depth, property: filter }]
}
