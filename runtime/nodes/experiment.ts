import { itemAt } from '../step/assignment.ts'
import { defineBehaviour } from './behaviour.ts'

export const experiment = defineBehaviour<'experiment'>({
  arrive({ paths, takeOver }, visit) {
    const winner = takeOver ? paths.find(({ port }) => port === visit.winner) : undefined
    if (winner)
      return { do: 'take', port: winner.port, why: 'winnerTaken', params: { path: winner.title ?? winner.port } }
    const assigned = visit.assigned('experiment')
    const { port, title, percent } = itemAt(assigned.share, paths, (path) => path.percent)
    return {
      do: 'take',
      port,
      assigned,
      exposed: true,
      why: 'assigned',
      params: { path: title ?? port, percent, ...assigned },
    }
  },
})
