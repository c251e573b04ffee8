import { useParams } from '@tanstack/react-router'
import { pageWords } from '../../shared/words/pages.ts'
import { useRoute } from '../api/useRoute.ts'
import { Failure } from '../panels/Failure.tsx'
import { Loading } from '../panels/Loading.tsx'
import { PageFrame } from '../panels/PageFrame.tsx'

export function Customer() {
  const { id } = useParams({ from: '/customers/$id' })
  const asked = useRoute('readCustomer', { params: { customer: id } })
  if (asked.error) return <Failure error={asked.error} onRetry={() => void asked.refetch()} />
  return <PageFrame title={asked.data?.name ?? pageWords.customer.title}>{asked.data ? null : <Loading />}</PageFrame>
}
