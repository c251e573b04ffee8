import { assignedPath } from './assignedPath.ts'
import { defineBehaviour } from './behaviour.ts'

export const split = defineBehaviour<'split'>({
  arrive: ({ paths }, visit) => assignedPath(paths, visit.assigned('split')),
})
