import { Button, Skeleton } from '@mantine/core'
import { useState } from 'react'
import { words } from '../../shared/words/editor.ts'
import { useList } from '../api/useRoute.ts'
import type { Context } from '../commands/command.ts'
import { Chip } from './Chip.tsx'
import { Dialog } from './Dialog.tsx'
import { Failure } from './Failure.tsx'
import { MoveDialog } from './MoveDialog.tsx'
import { PublishDialog } from './PublishDialog.tsx'
import css from './VersionsDialog.module.css'

interface Props {
  readonly context: Context
  /** The one that is out. */
  readonly version: number | null
  readonly mayPublish: boolean
  readonly onClose: () => void
}

const text = words.versions

/** What was published, what each version changed, and who is on it. One may go back to any of them. */
export function VersionsDialog({ context, version: present, mayPublish, onClose }: Props) {
  const workflow = context.store.getState().document.id
  const versions = useList('listVersions', { params: { workflow }, every: 4_000 })
  const [rollBack, setRollBack] = useState<number>()
  const [isMoving, setMoving] = useState(false)
  const onOlder = (versions.items ?? [])
    .filter(({ version }) => version !== present)
    .reduce((sum, { active }) => sum + active, 0)
  if (rollBack !== undefined)
    // The draft may have followed: the canvas begins anew with it.
    return (
      <PublishDialog
        context={context}
        rollBack={rollBack}
        onClose={onClose}
        onPublished={() => window.location.reload()}
      />
    )
  if (isMoving) return <MoveDialog workflow={workflow} onClose={() => setMoving(false)} />
  return (
    <Dialog onClose={onClose} title={text.title} size={560}>
      {mayPublish && present !== null && onOlder > 0 && (
        <div className={css.older}>
          <p className="num">{words.move.older(onOlder)}</p>
          <Button size="compact-xs" variant="default" onClick={() => setMoving(true)}>
            {words.move.open(present)}
          </Button>
        </div>
      )}
      {versions.error && <Failure error={versions.error} onRetry={versions.refetch} />}
      {!versions.items && !versions.error && <Skeleton height={160} />}
      <ol className={css.list}>
        {versions.items?.map(({ version, publishedAt, active, entered, movedIn, movedOut, differences }) => (
          <li key={version}>
            <div className={css.head}>
              <h3>{text.version(version)}</h3>
              {version === present && <Chip tone="live">{text.present}</Chip>}
              <span className="quiet num">{text.published(publishedAt)}</span>
              {mayPublish && version !== present && (
                <Button size="compact-xs" variant="default" onClick={() => setRollBack(version)}>
                  {text.rollBack}
                </Button>
              )}
            </div>
            <p className="quiet num">
              {[text.numbers(active, entered), text.moved(movedIn, movedOut)].filter(Boolean).join(', ')}
            </p>
            <ul>
              {differences.map((difference) => (
                <li key={difference}>{difference}</li>
              ))}
              {differences.length === 0 && <li className="quiet">{version === 1 ? text.first : text.same}</li>}
            </ul>
          </li>
        ))}
      </ol>
      {versions.hasMore && (
        <Button variant="default" onClick={versions.loadMore} loading={versions.isLoadingMore}>
          {words.common.loadMore}
        </Button>
      )}
    </Dialog>
  )
}
