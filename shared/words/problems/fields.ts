/**
 * What the field at the end of a path is called where it is edited, for sentences that would else say "this". Fields that are not
 * here have no name that a reader would know.
 *
 * @example fieldNamed('/nodes/3/settings/subject') // "The subject"
 */
export function fieldNamed(path: string | undefined): string | undefined {
  const last = path?.slice(path.lastIndexOf('/') + 1)
  return last && Object.hasOwn(fields, last) ? fields[last as keyof typeof fields] : undefined
}

const fields = {
  title: 'The name',
  name: 'The name',
  event: 'The event',
  property: 'The property',
  element: 'The property',
  attribute: 'The attribute',
  segment: 'The segment',
  value: 'The value',
  for: 'The length of time',
  timeout: 'The length of time',
  within: 'The length of time',
  time: 'The time of day',
  weekdays: 'The list of days',
  events: 'The list of events',
  paths: 'The list of paths',
  set: 'The list of changes',
  subject: 'The subject',
  preheader: 'The preview text',
  mjml: 'The content',
  url: 'The address',
  reason: 'The reason',
} as const
