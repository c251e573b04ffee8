import { keysOf, pointer, valueAt } from '../pointer.ts'
import type { Problem } from '../problem.ts'
import { parseLiquid } from './liquid.ts'
import { type Concern, error, hasTriggerEvent, type Subject, triggerEvents } from './subject.ts'
import { type TemplateVariable, variablesIn } from './variables.ts'

/** What Liquid will render: it can be read, and each variable exists or has a default. */
export const templates: Concern = (subject) =>
  subject.readable.flatMap(({ node, definition, path }) =>
    (definition.templates?.(node.settings) ?? []).flatMap((held): Problem[] => {
      const at = (line: number) => path + held.path + lineIn(valueAt(node.settings, keysOf(held.path)), line)
      const parsed = parseLiquid(held.text)
      if ('message' in parsed) {
        const { message, line, column } = parsed
        return [error('liquidSyntax', { node: node.id, path: at(line), params: { message, line, column } })]
      }
      return variablesIn(held.text)
        .filter((variable) => !variable.hasDefault && !isKnown(variable, subject))
        .map(({ segments, line }) =>
          error('unknownVariable', { node: node.id, path: at(line), params: { variable: segments.join('.'), line } }),
        )
    }),
  )

/** Long text is a list of lines: the problem is in one of them. */
const lineIn = (value: unknown, line: number): string => (Array.isArray(value) ? pointer([line - 1]) : '')

function isKnown({ segments: [root, name] }: TemplateVariable, subject: Subject): boolean {
  if (!isRoot(root)) return false
  return name === undefined || roots[root](name, subject)
}

const isRoot = (name: string | undefined): name is keyof typeof roots =>
  name !== undefined && Object.hasOwn(roots, name)

/** What a template can name, and whether a name below it is known. */
const roots = {
  customer: (name: string, { world }: Subject) => world.attributes.has(name) || reservedTraits.has(name),
  trigger: (name: string, subject: Subject) => isTriggerProperty(name, subject),
  store: (name: string) => storeValues.has(name),
  unsubscribe_url: () => false,
}

function isTriggerProperty(name: string, subject: Subject): boolean {
  const events = triggerEvents(subject)
  const carriers = subject.readable.filter(({ definition }) => definition.carries)
  if (carriers.some(({ node, definition }) => definition.carries?.(node.settings).includes(name))) return true
  if (events.length === 0) return carriers.length === 0 && hasTriggerEvent(subject)
  return events.some((event) => subject.world.events.get(event)?.has(name) ?? true)
}

const storeValues = new Set(['name', 'sender', 'replyTo', 'postalAddress', 'zone', 'currency'])

/** Traits to which Segment's specification gives a meaning; any customer may have them. */
const reservedTraits = new Set([
  ...[
    'id',
    'userId',
    'email',
    'phone',
    'name',
    'firstName',
    'lastName',
    'first_name',
    'last_name',
    'username',
    'title',
  ],
  ...['address', 'city', 'country', 'language', 'timezone', 'age', 'birthday', 'gender', 'avatar', 'company'],
  ...['createdAt', 'description', 'website'],
])
