import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { pageWords } from '../../shared/words/pages.ts'
import { showInstant } from '../../shared/words/show.ts'
import { sentenceOf } from '../api/sentenceOf.ts'
import type { Status } from '../api/useLive.ts'
import { useChange } from '../api/useRoute.ts'
import css from './StoreBanner.module.css'

const words = pageWords.store.held
const choices = [
  { overdue: 'run', label: words.goOn, title: words.goOnAdvice, variant: 'filled' },
  { overdue: 'skip', label: words.skip, title: words.skipAdvice, variant: 'default' },
] as const

/** Why timers and marketing are held, what waits, and how to go on. */
export function HoldBanner({ hold }: { readonly hold: NonNullable<Status['hold']> }) {
  const client = useQueryClient()
  const release = useChange('release')
  const asked = release.variables?.body.overdue
  return (
    <section className={css.warning} aria-label={words.label}>
      <p className={css.text}>
        <b>{words.why[hold.why](showInstant(hold.since))}</b>
        <span className="num">{words.waits(hold.runs, hold.messages)}</span>
        {release.error && <span role="alert">{`${words.failed}: ${sentenceOf(release.error)}`}</span>}
      </p>
      <div className={css.buttons}>
        {choices.map(({ overdue, label, title, variant }) => (
          <Button
            key={overdue}
            size="compact-sm"
            variant={variant}
            title={title}
            loading={release.isPending && asked === overdue}
            disabled={release.isPending}
            onClick={() => release.mutate({ body: { overdue } }, { onSuccess: () => client.invalidateQueries() })}
          >
            {label}
          </Button>
        ))}
      </div>
    </section>
  )
}
