import { assignedPath } from './assignedPath.ts'
import { defineBehaviour } from './behaviour.ts'

export const experiment = defineBehaviour<'experiment'>({
  arrive({ paths, takeOver }, visit) {
    const found = takeOver ? visit.winner() : undefined
    const winner = paths.find(({ port }) => port === found)
    return winner
      ? { do: 'take', port: winner.port, why: 'winnerTaken', params: { path: winner.title ?? winner.port } }
      : assignedPath(paths, visit.assigned('experiment'))
  },
})
