import { conditionSentence } from '../conditions.ts'
import { sentence, showDecimal, showDuration } from '../format.ts'
import { showCount } from '../show.ts'
import { givenPhrase } from './actions.ts'
import type { NodeWords } from './words.ts'

export const branchWords: NodeWords<'branch'> = {
  name: 'Branch',
  hint: 'The first path whose condition holds is taken',
  summary({ paths }, names) {
    const [only, ...others] = paths
    if (!only) return 'Add a path'
    if (others.length === 0) return `${conditionSentence(only.when, names)}?`
    return `${showCount(paths.length, 'path', 'paths')}, first match`
  },
  detail: ({ paths }, names) =>
    paths.length > 1 ? paths.map((path) => path.title ?? conditionSentence(path.when, names)).join(' · ') : undefined,
  port(port, { paths }, names) {
    if (port === 'else') return 'Everyone else'
    const path = paths.find((candidate) => candidate.port === port)
    if (!path) return undefined
    return path.title ?? (paths.length === 1 ? 'Yes' : conditionSentence(path.when, names))
  },
}

export const splitWords: NodeWords<'split'> = {
  name: 'Split',
  hint: 'Each customer takes one path, by chance and always the same',
  summary: ({ paths }) => `Split ${paths.map(({ percent }) => showDecimal(percent)).join(' : ')}`,
  detail: ({ paths }) => (paths.some(({ title }) => title) ? paths.map(pathTitle).join(' · ') : undefined),
  port(port, { paths }) {
    const path = paths.find((candidate) => candidate.port === port)
    return path && `${pathTitle(path)} · ${showDecimal(path.percent)}%`
  },
}

export const experimentWords: NodeWords<'experiment'> = {
  name: 'Experiment',
  hint: 'Finds out which of several paths leads more customers to a goal',
  summary: ({ paths, goal }, names) => {
    const what =
      goal.by === 'event'
        ? goal.event
        : goal.by === 'segment'
          ? `joining ${names.segment(goal.segment)}`
          : 'the goal of the workflow'
    return what ? `Which of ${showCount(paths.length, 'path', 'paths')} leads to ${what}?` : 'Choose a goal'
  },
  detail: ({ goal, certainty, takeOver }) =>
    [
      goal.by !== 'workflow' && `Within ${showDuration(goal.within)}`,
      `${showDecimal(certainty)}% certain`,
      takeOver && 'winner takes over',
    ]
      .filter(Boolean)
      .join(' · '),
  port: (port, settings, names) => splitWords.port?.(port, settings, names),
}

export const repeatWords: NodeWords<'repeat'> = {
  name: 'Repeat',
  hint: 'Goes round again, up to so many times',
  summary: ({ times }) => `Repeat up to ${showCount(times, 'time', 'times')}`,
  port: (port) => ({ again: 'Again', done: 'Then' })[port],
}

export const startWords: NodeWords<'start'> = {
  name: 'Start a workflow',
  hint: 'The customer enters another workflow, beside this one',
  summary: ({ workflow }, names) => (workflow ? `Start ${names.workflow(workflow)}` : 'Choose a workflow'),
  detail: ({ properties = [] }) => givenPhrase(properties),
}

export const stopWords: NodeWords<'stop'> = {
  name: 'Stop a workflow',
  hint: 'The customer leaves another workflow',
  summary: ({ workflow }, names) => (workflow ? `Stop ${names.workflow(workflow)}` : 'Choose a workflow'),
  detail: ({ sameKey, reason }) =>
    [sameKey && 'Only with the same key', reason].filter(Boolean).join(' · ') || undefined,
}

/** A path by its title, or by its port: "Path 2". */
export const pathTitle = ({ title, port }: { readonly title?: string | undefined; readonly port: string }): string =>
  title ?? pathName(port)

const pathName = (port: string): string => sentence(port.replaceAll('-', ' '))

export const exitWords: NodeWords<'exit'> = {
  name: 'Exit',
  hint: 'The run ends here, with a reason',
  summary: ({ reason }) => reason || 'Give a reason',
}
