import { words } from '../../shared/words/editor.ts'
import css from './Differences.module.css'

const mostShown = 12

/** What one document changes against another, a line each; of many the first ones and how many more. */
export function Differences({ sentences }: { readonly sentences: readonly string[] }) {
  const more = sentences.length - mostShown
  return (
    <ul className={css.list}>
      {sentences.slice(0, mostShown).map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
      {more > 0 && <li className="quiet">{words.errors.alsoWrong(more)}</li>}
    </ul>
  )
}
