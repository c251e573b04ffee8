import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { Status } from '../../shared/api/models/status.ts'
import { pageWords } from '../../shared/words/pages.ts'
import { showInstant } from '../../shared/words/show.ts'
import { ReleaseDialog } from './ReleaseDialog.tsx'
import css from './StoreBanner.module.css'

const words = pageWords.store.held

/** Why timers and marketing are held, what waits, and how to go on. */
export function HoldBanner({ hold }: { readonly hold: NonNullable<Status['hold']> }) {
  const [isReleasing, { open, close }] = useDisclosure(false)
  return (
    <section className={css.warning} aria-label={words.label}>
      <p className={css.text}>
        <b>{words.why[hold.why](showInstant(hold.since))}</b>
        <span className="num">{words.waits(hold.runs, hold.messages)}</span>
      </p>
      <Button size="compact-sm" onClick={open}>
        {words.release}
      </Button>
      {isReleasing && <ReleaseDialog hold={hold} onClose={close} />}
    </section>
  )
}
