import { useParams } from '@tanstack/react-router'
import { pageWords } from '../../shared/words/pages.ts'
import { useRoute } from '../api/useRoute.ts'
import { Failure } from '../panels/Failure.tsx'
import { Loading } from '../panels/Loading.tsx'
import { PageFrame } from '../panels/PageFrame.tsx'

export function Builder() {
  const { id } = useParams({ from: '/workflows/$id' })
  const asked = useRoute('readWorkflow', { params: { workflow: id } })
  if (asked.error) return <Failure error={asked.error} onRetry={() => void asked.refetch()} />
  return <PageFrame title={asked.data?.id ?? pageWords.workflows.title}>{asked.data ? null : <Loading />}</PageFrame>
}
