import { evaluate } from '../../shared/predicate/evaluate.ts'
import type { Because } from '../../shared/predicate/facts.ts'
import { defineBehaviour } from './behaviour.ts'

export const branch = defineBehaviour<'branch'>({
  arrive(settings, { facts }) {
    const failed: Because[] = []
    for (const path of settings.paths) {
      const { holds, because } = evaluate(path.when, facts)
      if (holds) return { do: 'take', port: path.port, why: 'pathHeld', because }
      failed.push(...because)
    }
    return { do: 'take', port: 'else', why: 'otherwise', because: failed }
  },
})
