import type { z } from 'zod'
import type { Explanation, Hurdle } from '../../shared/api/models/explanation.ts'
import { factsBeside, showInstant, explainWords as words } from '../../shared/words/en.ts'
import type { Connection } from './connect.ts'

type Told = z.output<typeof Explanation>

/** The id of the customer whom a text means: an id, an e-mail address, any identity. Throws when it means nobody, or several. */
export async function customerBy(store: Connection, text: string): Promise<string> {
  const { items } = await store.call('listCustomers', { query: { query: text, limit: '10' } })
  const exact = items.filter(({ id, email }) => id === text || email === text)
  const [one, ...others] = exact.length > 0 ? exact : items
  if (!one) throw new Error(words.nobody(text))
  if (others.length > 0)
    throw new Error([words.several(text), ...[one, ...others].map(({ id, name }) => `  ${id}  ${name}`)].join('\n'))
  return one.id
}

/** An explanation as people read it: first how it stands now, then every run from the newest on. */
export function explanationText({ workflowTitle, inside, hurdles, notEnrolled, runs }: Told): string {
  const isOpen =
    hurdles.some(({ of, clear }) => of === 'workflow' && clear) &&
    hurdles.every(({ of, clear }) => clear || of === 'trigger' || of === 'message')
  const headline = inside
    ? words.inside(workflowTitle)
    : isOpen
      ? words.open(workflowTitle)
      : words.closed(workflowTitle)
  return [
    headline,
    ...hurdles.flatMap(hurdleLines),
    ...(notEnrolled.length === 0 ? [] : ['', words.notEnrolled, ...notEnrolled.flatMap(notEnrolledLines)]),
    '',
    words.before,
    ...(runs.length === 0 ? [`  ${words.noRuns}`] : runs.flatMap(runLines)),
  ].join('\n')
}

const hurdleLines = (hurdle: z.output<typeof Hurdle>): string[] => [
  `  ${hurdle.clear ? '✓' : '✗'} ${hurdle.sentence}`,
  ...turnLines(hurdle),
]

const notEnrolledLines = ({ at, sentence, removed, ...turning }: Told['notEnrolled'][number]): string[] => [
  `  ${showInstant(at, 'UTC')}  ${sentence}`,
  ...(removed.length > 0 ? [`      ${words.removed}`] : []),
  ...turnLines(turning),
]

function runLines({ run, decisions }: Told['runs'][number]): string[] {
  return [
    `  ${run.id}${run.key ? ` (${run.key})` : ''}`,
    ...decisions.flatMap((decision) => [
      `    ${showInstant(decision.at, 'UTC')}  ${decision.node.padEnd(12)}  ${decision.sentence}`,
      ...(decision.removed.length > 0 ? [`        ${words.removed}`] : []),
      ...(decision.message?.at ? [`        ${words.knownSince(showInstant(decision.message.at, 'UTC'))}`] : []),
      ...turnLines({ ...decision, facts: factsBeside(decision) }).map((line) => `    ${line}`),
    ]),
  ]
}

function turnLines({
  facts,
  turns,
  byItself,
}: Pick<Told['hurdles'][number], 'facts' | 'turns' | 'byItself'>): string[] {
  return [
    ...facts.map((fact) => `      ${fact}`),
    ...(turns.length > 0 ? [`      ${words.turns}: ${turns.join('; ')}`] : []),
    ...(byItself ? [`      ${words.byItself(showInstant(byItself, 'UTC'))}`] : []),
  ]
}
