import type { Filter, Predicate } from '../../../shared/predicate/schema.ts'
import type { Workflow } from '../../../shared/workflow.ts'
import { mjml, node, workflow } from '../../shared/drafts.ts'

/** A lawful file with the text in every field that takes any text, those of mails and of most conditions aside. */
export function naughtyFile(id: string, segment: string, text: string): Workflow {
  const holds: Predicate = { test: 'attribute', attribute: text, op: 'is', value: text }
  const where: Filter = { property: text, op: 'is', value: text }
  const awaited = { port: 'a', title: text, event: text, where }
  const nodes = [
    node('event-1', 'event', { event: text, where }, { next: 'branch-2' }),
    node(
      'branch-2',
      'branch',
      { paths: [{ port: 'a', title: text, when: holds }] },
      { a: 'webhook-3', else: 'wait-4' },
    ),
    node(
      'webhook-3',
      'webhook',
      { url: 'https://example.com/', body: [text, text], answer: 'goOn' },
      { next: 'wait-4' },
    ),
    node(
      'wait-4',
      'wait',
      { for: 'event', events: [awaited], since: 'run', timeout: 'P1D' },
      { a: 'update-5', timeout: 'update-5' },
    ),
    node('update-5', 'update', { set: [{ attribute: text, to: text }] }, { next: 'exit-6' }),
    node('exit-6', 'exit', { reason: text }),
  ]
  return workflow(
    nodes.map((each) => ({ ...each, note: text })),
    {
      id,
      title: text,
      description: text,
      nextId: 7,
      settings: {
        key: text,
        reentry: { rule: 'once' },
        filter: holds,
        exits: [{ title: text, when: { test: 'segment', segment } }],
      },
      segments: { [segment]: { title: text, when: holds } },
      'x-owner': { [text]: text },
    },
  )
}

/** A workflow with a mail for each text. */
export const naughtyMails = (id: string, texts: readonly string[]): Workflow =>
  workflow(
    [
      node('event-1', 'event', { event: 'A' }, { next: 'email-2' }),
      ...texts.map((text, n) =>
        node(
          `email-${n + 2}`,
          'email',
          { subject: text, preheader: text, purpose: 'marketing', mjml: mjmlWith([text]) },
          n + 1 < texts.length ? { next: `email-${n + 3}` } : undefined,
        ),
      ),
    ],
    { id },
  )

/** A condition with each text in every place of a condition. */
export const conditionOn = (texts: readonly string[]): Predicate => ({
  any: texts.flatMap((text): Predicate[] => [
    { test: 'attribute', attribute: text, op: 'oneOf', value: [text, 'b'] },
    { test: 'event', event: text, op: 'atLeast', value: 1, where: { property: text, op: 'contains', value: text } },
    { test: 'sum', event: text, property: text, op: 'atLeast', value: 1 },
    { test: 'last', event: text, where: { element: text, where: { property: text, op: 'startsWith', value: text } } },
  ]),
})

/** An e-mail with a paragraph for each text. */
export const mjmlWith = (texts: readonly string[]): string[] =>
  mjml(texts.map((text) => `<mj-raw>${text}</mj-raw>`).join('\n'))
    .join('\n')
    .split('\n')
