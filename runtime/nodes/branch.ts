import { evaluate } from '../../shared/predicate/evaluate.ts'
import type { Because } from '../../shared/predicate/facts.ts'
import { defineBehaviour } from './behaviour.ts'

export const branch = defineBehaviour<'branch'>({
  arrive(settings, { facts }) {
    const failed: Because[] = []
    for (const [index, path] of settings.paths.entries()) {
      const found = evaluate(path.when, facts, `/paths/${index}/when`)
      if (found.holds)
        return { do: 'take', port: path.port, why: 'pathHeld', because: [...found.because, ...failed.map(aside)] }
      failed.push(...found.because)
    }
    return { do: 'take', port: 'else', why: 'otherwise', because: failed }
  },
})

/** Paths before the one that is taken were looked at, and the trail tells of the one. */
const aside = (leaf: Because): Because => ({ ...leaf, aside: true })
