import { Link } from '@tanstack/react-router'
import { words } from '../../shared/words/editor.ts'
import { namesOf, problemSentence, type Told, titleOf } from '../canvas/describe.ts'
import { type Draft, nodeOf } from '../store/document.ts'
import css from './PublishDialog.module.css'
import { settingsTabOf } from './settingsTabOf.ts'

interface Props {
  readonly title: string
  readonly problems: readonly Told[]
  readonly document: Draft
  readonly onJump: (node: string | undefined) => void
}

/** What keeps a version from being published, or should be known before it is. */
export function PublishProblems({ title, problems, document, onJump }: Props) {
  const names = namesOf(document)
  const sentence = (problem: Told) => problemSentence(problem, document.nodes, names)
  const titleIn = (id: string) => {
    const node = nodeOf(document, id)
    return node && titleOf(node, names)
  }
  return (
    <section className={css.problems}>
      <h3>{title}</h3>
      <ul>
        {[...Map.groupBy(problems.slice(0, 20), sentence)].map(([sentence, alike]) => (
          <li key={sentence}>
            <Mending sentence={sentence} problems={alike} titleOf={titleIn} onJump={onJump} />
          </li>
        ))}
        {problems.length > 20 && <li>{words.errors.alsoWrong(problems.length - 20)}</li>}
      </ul>
    </section>
  )
}

interface MendingProps extends Pick<Props, 'onJump'> {
  readonly sentence: string
  /** What a step is called: several may have the same problem. */
  readonly titleOf: (node: string) => string | undefined
  /** At least one, all with this sentence. */
  readonly problems: Props['problems']
}

/** A problem leads to where it is mended: its step, each of its steps, or a tab of the settings. */
function Mending({ sentence, problems, titleOf, onJump }: MendingProps) {
  const steps = [...new Set(problems.flatMap(({ node }) => node ?? []))]
  const [step] = steps
  const tab = problems[0] && settingsTabOf(problems[0])
  if (steps.length > 1)
    return (
      <>
        {sentence}
        <div className={css.steps}>
          {steps.map((node) => (
            <button key={node} type="button" onClick={() => onJump(node)}>
              <small>{titleOf(node)}</small>
            </button>
          ))}
        </div>
      </>
    )
  if (step)
    return (
      <button type="button" onClick={() => onJump(step)}>
        {sentence}
        <small>{titleOf(step)}</small>
      </button>
    )
  return tab ? (
    <Link to="/settings/$tab" params={{ tab }}>
      {sentence}
    </Link>
  ) : (
    sentence
  )
}
