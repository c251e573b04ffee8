import css from './CodeBlock.module.css'
import { CopyText } from './CopyText.tsx'

/** Text for a terminal or a file, with a button that copies it. */
export function CodeBlock({ text, copyLabel }: { readonly text: string; readonly copyLabel: string }) {
  return (
    <div className={css.block}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <pre tabIndex={0}>{text}</pre>
      <span className={css.copy}>
        <CopyText text={text} label={copyLabel} />
      </span>
    </div>
  )
}
