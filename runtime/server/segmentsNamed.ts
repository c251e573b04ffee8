import type { SegmentDefinition } from '../../shared/segment.ts'

/** The segments that a document names, in triggers, audiences, goals and in conditions at any depth, and those that their definitions name. */
export function segmentsNamed(
  document: unknown,
  definitions: Readonly<Record<string, SegmentDefinition>> = {},
): Set<string> {
  const found = new Set<string>()
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    const { test, of, by, kind, segment, settings } = value as Record<string, unknown>
    if ([test, of, by].includes('segment')) add(segment)
    if (kind === 'segment') add((settings as { segment?: unknown } | undefined)?.segment)
    for (const part of Object.values(value)) visit(part)
  }
  const add = (id: unknown) => {
    if (typeof id !== 'string' || id === '' || found.has(id)) return
    found.add(id)
    if (Object.hasOwn(definitions, id)) visit(definitions[id]!.when)
  }
  visit(document)
  return found
}
