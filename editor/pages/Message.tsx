import { useParams } from '@tanstack/react-router'
import { pageWords } from '../../shared/words/pages.ts'
import { useRoute } from '../api/useRoute.ts'
import { Failure } from '../panels/Failure.tsx'
import { Loading } from '../panels/Loading.tsx'
import { PageFrame } from '../panels/PageFrame.tsx'

export function Message() {
  const { key } = useParams({ from: '/outbox/$key' })
  const asked = useRoute('readMessage', { params: { message: key } })
  if (asked.error) return <Failure error={asked.error} onRetry={() => void asked.refetch()} />
  return (
    <PageFrame title={asked.data?.message.subject ?? pageWords.message.title}>
      {asked.data ? null : <Loading />}
    </PageFrame>
  )
}
