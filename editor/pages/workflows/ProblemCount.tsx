import { pageWords } from '../../../shared/words/pages.ts'
import { Chip } from '../../panels/Chip.tsx'

const words = pageWords.workflows

/** How many errors keep a draft from being published. */
export function ProblemCount({ count }: { readonly count: number }) {
  if (count === 0) return <span className="quiet">{words.noProblems}</span>
  return <Chip tone="attention">{words.problems(count)}</Chip>
}
