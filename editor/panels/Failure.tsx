import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { words } from '../../shared/words/editor.ts'
import { ApiError } from '../api/ApiError.ts'
import { sentenceOf } from '../api/sentenceOf.ts'
import { icons } from './icons.ts'
import css from './States.module.css'

/** An error in place of what could not be shown: what was asked, what came, what to do. */
export function Failure({ error, onRetry }: { readonly error: Error; readonly onRetry?: () => void }) {
  const isSilent = error instanceof ApiError && error.status === 0
  const isMissing = error instanceof ApiError && error.status === 404
  const Icon = isSilent ? icons.unplug : icons.warning
  const title = isMissing ? words.errors.notFound : error instanceof ApiError ? error.title : words.errors.pageFailed
  const advice = isSilent ? words.errors.noAnswerAdvice : isMissing ? words.errors.notFoundAdvice : sentenceOf(error)
  return (
    <div className={css.state} role="alert">
      <span className={css.markAmber}>
        <Icon size={20} strokeWidth={1.6} aria-hidden />
      </span>
      <h2>{title}</h2>
      {advice !== title && <p>{advice}</p>}
      {isMissing && (
        <div className={css.action}>
          <Button variant="default" component={Link} to="/workflows">
            {words.errors.toWorkflows}
          </Button>
        </div>
      )}
      {onRetry && !isMissing && (
        <div className={css.action}>
          <Button variant="default" onClick={onRetry}>
            {words.errors.retry}
          </Button>
        </div>
      )}
    </div>
  )
}
