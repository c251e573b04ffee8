import { assignedPath } from './assignedPath.ts'
import { defineBehaviour } from './behaviour.ts'

export const experiment = defineBehaviour<'experiment'>({
  arrive({ paths, takeOver }, visit) {
    const winner = takeOver ? paths.find(({ port }) => port === visit.winner) : undefined
    return winner
      ? { do: 'take', port: winner.port, why: 'winnerTaken', params: { path: winner.title ?? winner.port } }
      : assignedPath(paths, visit.assigned('experiment'))
  },
})
