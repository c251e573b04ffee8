import { conditionSentence } from '../conditions.ts'
import { showCount } from '../show.ts'
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

export const exitWords: NodeWords<'exit'> = {
  name: 'Exit',
  hint: 'The run ends here, with a reason',
  summary: ({ reason }) => reason || 'Give a reason',
}
