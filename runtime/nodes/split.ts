import { itemAt } from '../step/assignment.ts'
import { defineBehaviour } from './behaviour.ts'

export const split = defineBehaviour<'split'>({
  arrive({ paths }, visit) {
    const assigned = visit.assigned('split')
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
