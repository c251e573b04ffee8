import { Button } from '@mantine/core'
import { Link, Navigate } from '@tanstack/react-router'
import { LayoutGrid, Store, Unplug } from 'lucide-react'
import { useState } from 'react'
import type { Status } from '../../shared/api/models/status.ts'
import { pageWords } from '../../shared/words/pages.ts'
import { useLive } from '../api/useLive.ts'
import { useRoute } from '../api/useRoute.ts'
import { Failure } from '../panels/Failure.tsx'
import { Loading } from '../panels/Loading.tsx'
import { PageFrame } from '../panels/PageFrame.tsx'
import { ConnectStore } from './start/ConnectStore.tsx'
import { Offer } from './start/Offer.tsx'
import { OpenDemo } from './start/OpenDemo.tsx'
import css from './start/Start.module.css'
import { CreateWorkflow } from './workflows/CreateWorkflow.tsx'

const words = pageWords.start

/** The first page of a store with nothing in it: three ways to begin. Any other store begins at its workflows. */
export function Start() {
  const live = useLive()
  const asked = useRoute('status', { enabled: !live.status })
  const status = live.status ?? asked.data
  if (status) return <Begin status={status} />
  return asked.error ? <Failure error={asked.error} onRetry={() => void asked.refetch()} /> : <Loading />
}

// Decided once: the page must not go away under somebody who watches their first event arrive.
function Begin({ status }: { readonly status: Status }) {
  const [isNew] = useState(() => status.store === 'own' && status.customers === 0 && status.workflows === 0)
  const [isConnecting, setConnecting] = useState(false)
  const [isCreating, setCreating] = useState(false)
  if (!isNew) return <Navigate to="/workflows" replace />
  return (
    <PageFrame title={words.title} lead={words.lead}>
      <div className={css.offers}>
        <Offer icon={Store} title={words.demo.title} text={words.demo.text} isMain>
          <OpenDemo />
        </Offer>
        <Offer icon={LayoutGrid} title={words.template.title} text={words.template.text}>
          <Button variant="default" component={Link} to="/templates">
            {words.template.action}
          </Button>
        </Offer>
        <Offer icon={Unplug} title={words.connect.title} text={words.connect.text}>
          <Button variant="default" onClick={() => setConnecting(!isConnecting)} aria-expanded={isConnecting}>
            {isConnecting ? words.connect.hide : words.connect.action}
          </Button>
        </Offer>
      </div>
      {isConnecting && <ConnectStore isFirst />}
      <p className={css.other}>
        <Button variant="subtle" onClick={() => setCreating(true)}>
          {words.empty}
        </Button>
      </p>
      <CreateWorkflow opened={isCreating} onClose={() => setCreating(false)} />
    </PageFrame>
  )
}
