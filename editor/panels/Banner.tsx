import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { words } from '../../shared/words/editor.ts'
import { showInstant } from '../../shared/words/show.ts'
import { useLive } from '../api/useLive.ts'
import { useChange, useRoute } from '../api/useRoute.ts'
import css from './Shell.module.css'

/** What everybody must know at all times: that this is the demo, that the clock is not the wall's, that something is held. */
export function Banner() {
  const live = useLive()
  const asked = useRoute('status', { enabled: !live.status })
  const status = live.status ?? asked.data
  const client = useQueryClient()
  const advance = useChange('advanceClock')
  const play = useChange('playDemo')
  const leave = useChange('leaveDemo')
  const everything = { onSuccess: () => client.invalidateQueries() }
  if (!status) return asked.error ? <Line>{words.banner.away}</Line> : null
  const isDemo = status.store === 'demo'
  return (
    <>
      {live.status && !live.isOpen && <Line>{words.banner.away}</Line>}
      {status.held && <Line>{words.banner.held}</Line>}
      {status.parked > 0 && <Line>{words.banner.parked(status.parked)}</Line>}
      {(isDemo || status.clock === 'data') && (
        <Line
          buttons={
            <>
              {isDemo && (
                <Button
                  size="compact-xs"
                  variant="default"
                  loading={play.isPending}
                  onClick={() => play.mutate({ body: { playing: !status.playing } })}
                >
                  {status.playing ? words.banner.pause : words.banner.play}
                </Button>
              )}
              {status.clock === 'data' &&
                (
                  [
                    ['PT1H', words.banner.advanceHour],
                    ['P1D', words.banner.advanceDay],
                  ] as const
                ).map(([step, label]) => (
                  <Button
                    key={step}
                    size="compact-xs"
                    variant="default"
                    loading={advance.isPending && advance.variables?.body.advance === step}
                    onClick={() => advance.mutate({ body: { advance: step } }, everything)}
                  >
                    {label}
                  </Button>
                ))}
              {isDemo && (
                <Button
                  size="compact-xs"
                  variant="default"
                  loading={leave.isPending}
                  onClick={() => leave.mutate({ body: {} }, everything)}
                >
                  {words.banner.leave}
                </Button>
              )}
            </>
          }
        >
          {isDemo && `${words.banner.demo} `}
          {status.clock === 'data' && words.banner.dataClock(showInstant(status.now))}
        </Line>
      )}
    </>
  )
}

function Line({ children, buttons }: { readonly children: ReactNode; readonly buttons?: ReactNode }) {
  return (
    <div className={css.banner} role="status">
      <span>{children}</span>
      {buttons && <div className={css.buttons}>{buttons}</div>}
    </div>
  )
}
