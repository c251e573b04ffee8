import { Checkbox, Radio, Select, Stack, TextInput } from '@mantine/core'
import { words } from '../../shared/words/editor.ts'
import type { Answer } from '../api/call.ts'
import css from './PublishDialog.module.css'

/** Of people inside: where they are, and where they could go. */
type Preview = Answer<'previewMove'>
type Nodes = Record<string, { to: string } | { end: string } | { stay: true }>

/** What a person chose for those who are inside. A node that is not named goes where the preview suggests, if they come along at all. */
export interface Choices {
  readonly comesAlong: boolean
  readonly keepElapsed: boolean
  readonly nodes: Nodes
}

export const nobodyMoves: Choices = { comesAlong: false, keepElapsed: true, nodes: {} }

const text = words.publish

/** Each node where people rest, with all of its versions, in the order of the preview. */
export function restingIn({ waiting }: Preview) {
  const nodes = new Map<string, Preview['waiting'][number] & { versions: string[] }>()
  for (const line of waiting) {
    const known = nodes.get(line.node)
    const said = text.at(line.runs, line.version)
    if (known) nodes.set(line.node, { ...known, runs: known.runs + line.runs, versions: [...known.versions, said] })
    else nodes.set(line.node, { ...line, versions: [said] })
  }
  return [...nodes.values()]
}

/** The map that is sent: where people come along all of it, else only what becomes of those whose step is gone. */
export function movesOf(preview: Preview, { comesAlong, nodes }: Choices): Nodes {
  const moves: Nodes = {}
  for (const { node, suggested, change } of restingIn(preview)) {
    const chosen = nodes[node] ?? (comesAlong && suggested !== null ? { to: suggested } : undefined)
    if (chosen && (comesAlong || change === 'gone')) moves[node] = chosen
  }
  return moves
}

/** Whether something is still to be said: where those go whose step is gone, or why they leave (rule 27). */
export function isUndecided(preview: Preview, choices: Choices): boolean {
  const moves = movesOf(preview, choices)
  return restingIn(preview).some(({ node, change }) => {
    const chosen = moves[node]
    return chosen === undefined ? change === 'gone' : 'end' in chosen && chosen.end.trim() === ''
  })
}

interface Props {
  readonly preview: Preview
  readonly choices: Choices
  readonly onChange: (choices: Choices) => void
}

/** Who is inside, and what becomes of them: the number stands first (rules 25 and 27). */
export function PeopleInside({ preview, choices, onChange }: Props) {
  const { inside, version } = preview
  if (inside === 0) return <p className="quiet">{text.people(0)}.</p>
  return (
    <section className={css.people}>
      <h3>{text.people(inside)}</h3>
      <Radio.Group
        aria-label={text.who}
        value={choices.comesAlong ? 'move' : 'stay'}
        onChange={(choice) => onChange({ ...choices, comesAlong: choice === 'move' })}
      >
        <Stack gap="xs">
          <Radio value="stay" label={text.stay} />
          <Radio value="move" label={text.move(version)} description={text.moveAbout} />
        </Stack>
      </Radio.Group>
      <Destinations preview={preview} choices={choices} onChange={onChange} />
    </section>
  )
}

/** How many go where. */
export function sumsOf(preview: Preview, choices: Choices) {
  const moves = movesOf(preview, choices)
  const sum = (fits: (chosen: Nodes[string] | undefined, isGone: boolean) => boolean) =>
    restingIn(preview)
      .filter(({ node, change }) => fits(moves[node], change === 'gone'))
      .reduce((total, { runs }) => total + runs, 0)
  return {
    undecided: sum((chosen, isGone) => chosen === undefined && isGone),
    moving: sum((chosen) => chosen !== undefined && 'to' in chosen),
    staying: sum((chosen, isGone) => (chosen === undefined ? !isGone : 'stay' in chosen)),
    leaving: sum((chosen) => chosen !== undefined && 'end' in chosen),
  }
}

/** A choice for each step at which people rest, and what comes of all of them. */
export function Destinations({ preview, choices, onChange }: Props) {
  const moves = movesOf(preview, choices)
  const shown = restingIn(preview).filter(({ change }) => choices.comesAlong || change === 'gone')
  const { undecided, moving, staying, leaving } = sumsOf(preview, choices)
  return (
    <>
      {shown.map((line) => (
        <Destination
          key={line.node}
          line={line}
          targets={preview.targets}
          chosen={moves[line.node]}
          onChoose={(chosen) => onChange({ ...choices, nodes: { ...choices.nodes, [line.node]: chosen } })}
        />
      ))}
      {choices.comesAlong && (
        <Checkbox
          label={text.keepElapsed}
          checked={choices.keepElapsed}
          onChange={(event) => onChange({ ...choices, keepElapsed: event.currentTarget.checked })}
        />
      )}
      <p className="quiet num">{text.result(undecided, moving, preview.version, staying, leaving)}</p>
    </>
  )
}

interface DestinationProps {
  readonly line: ReturnType<typeof restingIn>[number]
  readonly targets: Preview['targets']
  readonly chosen: Nodes[string] | undefined
  readonly onChoose: (chosen: Nodes[string]) => void
}

function Destination({ line, targets, chosen, onChoose }: DestinationProps) {
  const value = chosen === undefined ? null : 'to' in chosen ? `to ${chosen.to}` : 'end' in chosen ? 'end' : 'stay'
  return (
    <div className={css.destination}>
      <div className={css.from}>
        <b>{line.title}</b>
        <small className="quiet num">
          {line.versions.join(', ')}
          {line.change === 'gone' && `. ${text.gone}`}
        </small>
      </div>
      <Select
        aria-label={text.goTo(line.title)}
        placeholder={text.choose}
        value={value}
        allowDeselect={false}
        data={[
          { value: 'stay', label: text.staysHere },
          { value: 'end', label: text.ends },
          ...targets.map(({ node, title }) => ({ value: `to ${node}`, label: title })),
        ]}
        onChange={(picked) =>
          onChoose(
            picked === 'stay' ? { stay: true } : picked === 'end' ? { end: '' } : { to: (picked ?? '').slice(3) },
          )
        }
      />
      {chosen !== undefined && 'end' in chosen && (
        <TextInput
          className={css.reason ?? ''}
          aria-label={text.endsReason}
          placeholder={text.endsReasonExample}
          maxLength={200}
          value={chosen.end}
          onChange={(event) => onChoose({ end: event.currentTarget.value })}
        />
      )}
    </div>
  )
}
