import { Link } from '@tanstack/react-router'
import { messageOutcome } from '../../../shared/explain/messageOutcome.ts'
import { definitionOf, nodeKinds } from '../../../shared/nodes/index.ts'
import type { Names } from '../../../shared/words/conditions.ts'
import { explainWords } from '../../../shared/words/explain.ts'
import { portLabelOf, summaryOf } from '../../../shared/words/nodes.ts'
import { pageWords } from '../../../shared/words/pages.ts'
import { showStoreInstant } from '../../../shared/words/storeTime.ts'
import type { WorkflowNode } from '../../../shared/workflow.ts'
import type { Answer } from '../../api/call.ts'
import { namesOf } from '../../canvas/describe.ts'
import { useVocabulary } from '../../fields/useVocabulary.ts'
import { iconNamed, icons } from '../../panels/icons.ts'
import css from './Run.module.css'
import { Why } from './Why.tsx'

const words = pageWords.run
type Decision = Answer<'readRun'>['trail'][number]

interface Props {
  readonly run: string
  readonly document: Readonly<Record<string, unknown>>
  readonly trail: readonly Decision[]
}

/** The decisions of a run in order: when, at which step, what was decided and why. */
export function TrailList({ run, document, trail }: Props) {
  const names = namesOf({}, useVocabulary())
  const nodes = new Map(((document.nodes ?? []) as readonly WorkflowNode[]).map((node) => [node.id, node]))
  if (trail.length === 0) return <p className="quiet">{words.noTrail}</p>
  return (
    <section aria-label={words.trail}>
      <ol className={css.trail}>
        {trail.map((decision, index) => {
          const node = nodes.get(decision.node)
          const before = trail[index - 1]
          const [told, ...facts] = isSaidBy(before, decision) ? [words.left] : toldOf(decision, node, names)
          const isSameStep = before?.node === decision.node && before?.visit === decision.visit
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: decisions are only ever added at the end
            <li key={index} className={css.step} data-same={isSameStep || undefined}>
              {!isSameStep && <NodeIcon node={node} />}
              <div className={css.said}>
                {!isSameStep && <b>{node ? summaryOf(node, names) : words.removedNode}</b>}
                <div className={css.decision}>
                  <span className={decision.what === 'failed' ? css.failed : undefined}>{told}</span>
                  <time className="quiet num" dateTime={decision.at}>
                    {showStoreInstant(decision.at)}
                  </time>
                </div>
                {facts.map((fact) => (
                  <p key={fact} className={css.fact}>
                    {fact}
                  </p>
                ))}
                {decision.message && <MessageOutcome message={decision.message} />}
                {isExplained(decision) && <Why run={run} index={index} />}
              </div>
            </li>
          )
        })}
      </ol>
    </section>
  )
}

/** When it was known what became of a message, and where it is. */
function MessageOutcome({ message: { key, at } }: { readonly message: NonNullable<Decision['message']> }) {
  return (
    <p className={`quiet num ${css.outcome}`}>
      {at !== null && `${explainWords.knownSince(showStoreInstant(at))} `}
      <Link to="/outbox/$key" params={{ key }}>
        {explainWords.message}
      </Link>
    </p>
  )
}

/** A condition, an event that came or did not, or admission decided; what only follows needs no reason. */
const isExplained = ({ because, what, port, why, message }: Decision): boolean =>
  (because?.length ?? 0) > 0 ||
  what === 'reached' ||
  (!saysItAll((message && messageOutcome(message, null)?.why) ?? why) &&
    (what === 'asked' || (what === 'took' && port !== 'next')))

/** The sentence says it all: no fact of the customer would have turned it. */
const saysItAll = (why = ''): boolean => telling.has(why)
const telling: ReadonlySet<string> = new Set([
  'assigned',
  'winnerTaken',
  'started',
  'notStarted',
  'failed',
  'templateError',
  'uncertain',
  'cancelled',
])

function NodeIcon({ node }: { readonly node: WorkflowNode | undefined }) {
  const definition = node && nodeKinds.includes(node.kind) ? definitionOf(node.kind) : undefined
  const Icon = definition ? iconNamed(definition.icon) : icons.question
  return (
    <span className={`${css.icon} tint-${definition?.group ?? 'flow'}`}>
      <Icon size={14} strokeWidth={1.6} aria-hidden />
    </span>
  )
}

/** A goal that was reached just now is why the run ended. */
const isSaidBy = (before: Decision | undefined, { what, why }: Decision): boolean =>
  what === 'ended' && before?.what === 'reached' && before.why === why

/** What was decided, and then the reason with each fact that decided it; a reason that says it all stands alone. */
function toldOf(decision: Decision, node: WorkflowNode | undefined, names: Names): string[] {
  const facts = factsOf(decision.sentence)
  if (decision.what === 'took' && decision.port && decision.port !== 'next')
    return [words.took(node ? portLabelOf(node, decision.port, names) : decision.port), ...facts]
  if (decision.what === 'rested' && decision.until !== undefined)
    return [words.rested(showStoreInstant(decision.until)), ...(decision.why === 'waiting' ? facts.slice(1) : facts)]
  return facts.length > 0 ? facts : [words.what[decision.what]]
}

// The reason and then each fact that decided it end with a full stop and begin with a capital.
const factsOf = (sentence: string): string[] => sentence.split(/\. (?=\p{Lu})/u).filter(Boolean)
