import { Button, Menu } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ChevronDown, Pause, Play } from 'lucide-react'
import { useEffect } from 'react'
import type { Status } from '../../shared/api/models/status.ts'
import { words as shell } from '../../shared/words/editor.ts'
import { pageWords } from '../../shared/words/pages.ts'
import { showInstant, showNumber } from '../../shared/words/show.ts'
import { hasBegun } from '../../shared/words/storeTime.ts'
import { sentenceOf } from '../api/sentenceOf.ts'
import { isShown } from '../api/shownStore.ts'
import { useLive } from '../api/useLive.ts'
import { useChange, useRoute } from '../api/useRoute.ts'
import { HoldBanner } from './HoldBanner.tsx'
import css from './StoreBanner.module.css'
import { useOtherStore } from './useOtherStore.ts'

const words = pageWords.store
const steps = ['PT1H', 'P1D', 'P7D'] as const

/** What everybody must know at all times: that this is the demo, that the clock is not the wall's, that something is held. */
export function StoreBanner() {
  const live = useLive()
  const asked = useRoute('status', { enabled: !live.status })
  const status = live.status ?? asked.data
  const toStore = useOtherStore()
  useEffect(() => {
    // It was opened in another tab, or by a colleague.
    if (status && !isShown(status.store)) void toStore(status, '/workflows')
  }, [status, toStore])
  if (!status) return asked.error ? <p className={css.warning}>{shell.banner.away}</p> : null
  return (
    <>
      {live.status && !live.isOpen && (
        <p className={css.warning} role="status">
          {shell.banner.away}
        </p>
      )}
      {status.hold && <HoldBanner hold={status.hold} />}
      {status.parked > 0 && (
        <p className={css.warning}>
          <Link to="/settings/$tab" params={{ tab: 'parked' }}>
            {shell.banner.parked(status.parked)}
          </Link>
        </p>
      )}
      {(status.store === 'demo' || status.clock === 'data') && <OwnTime status={status} />}
    </>
  )
}

function OwnTime({ status }: { readonly status: Status }) {
  const client = useQueryClient()
  const toStore = useOtherStore()
  const advance = useChange('advanceClock')
  const play = useChange('playDemo')
  const leave = useChange('leaveDemo')
  const isDemo = status.store === 'demo'
  const now = showInstant(status.now)
  const renewed = { onSuccess: () => client.invalidateQueries() }
  const PlayIcon = status.playing ? Pause : Play
  const error = advance.error ?? play.error ?? leave.error
  return (
    <section className={css.banner} aria-label={words.label}>
      <p className={css.text}>
        {isDemo && <b>{words.demo}</b>}
        <span className="num">
          {status.filling
            ? words.filling(showNumber(status.events))
            : status.playing
              ? words.isPlaying(now)
              : hasBegun(status.now)
                ? words.standsAt(now)
                : words.notBegun}
        </span>
        {isDemo && <span className={css.advice}>{words.demoAdvice}</span>}
        {status.behind > 1_000 && !status.filling && (
          <span className="num">{words.behind(showNumber(status.behind))}</span>
        )}
        {error && <span role="alert">{`${words.notMoved}: ${sentenceOf(error)}`}</span>}
      </p>
      <div className={css.buttons}>
        {isDemo && !status.filling && (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<PlayIcon size={12} strokeWidth={1.8} aria-hidden />}
            loading={play.isPending}
            onClick={() => play.mutate({ body: { playing: !status.playing } }, renewed)}
          >
            {status.playing ? words.pause : words.play}
          </Button>
        )}
        {status.clock === 'data' && hasBegun(status.now) && !status.playing && !status.filling && (
          <Menu position="bottom-end">
            <Menu.Target>
              <Button
                size="compact-sm"
                variant="default"
                rightSection={<ChevronDown size={12} strokeWidth={1.8} aria-hidden />}
                loading={advance.isPending}
              >
                {words.advance}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {steps.map((step) => (
                <Menu.Item key={step} onClick={() => advance.mutate({ body: { advance: step } }, renewed)}>
                  {words.steps[step]}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        )}
        {isDemo && (
          <Button
            size="compact-sm"
            variant="default"
            loading={leave.isPending}
            onClick={() => leave.mutate({ body: {} }, { onSuccess: (status) => toStore(status, '/') })}
          >
            {words.leave}
          </Button>
        )}
      </div>
    </section>
  )
}
