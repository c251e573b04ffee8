import { useParams } from '@tanstack/react-router'
import { pageWords } from '../../shared/words/pages.ts'
import { useRoute } from '../api/useRoute.ts'
import { Failure } from '../panels/Failure.tsx'
import { Loading } from '../panels/Loading.tsx'
import { PageFrame } from '../panels/PageFrame.tsx'

export function Segment() {
  const { id } = useParams({ from: '/segments/$id' })
  const asked = useRoute('readSegment', { params: { segment: id } })
  if (asked.error) return <Failure error={asked.error} onRetry={() => void asked.refetch()} />
  return (
    <PageFrame title={asked.data?.segment.title ?? pageWords.segment.title}>
      {asked.data ? null : <Loading />}
    </PageFrame>
  )
}
