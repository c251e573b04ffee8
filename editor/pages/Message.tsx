import { Link, useParams } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { pageWords } from '../../shared/words/pages.ts'
import { useRoute } from '../api/useRoute.ts'
import { Failure } from '../panels/Failure.tsx'
import { Loading } from '../panels/Loading.tsx'
import css from './outbox/Message.module.css'
import { MessageBody } from './outbox/MessageBody.tsx'
import { MessageHeader } from './outbox/MessageHeader.tsx'

const words = pageWords.message

/** One message as its recipient sees it, with what became of it. */
export function Message() {
  const { key } = useParams({ from: '/outbox/$key' })
  const asked = useRoute('readMessage', { params: { message: key }, every: 10_000 })
  return (
    <article className={css.message} aria-label={words.title}>
      <Link to="/outbox" search={(search: object) => search as never} className={css.back}>
        <ArrowLeft size={14} strokeWidth={1.8} aria-hidden />
        {words.back}
      </Link>
      {asked.data ? (
        <>
          <MessageHeader detail={asked.data} />
          <MessageBody key={key} detail={asked.data} />
        </>
      ) : asked.error ? (
        <Failure error={asked.error} onRetry={() => void asked.refetch()} />
      ) : (
        <div className={css.loading}>
          <Loading rows={8} />
        </div>
      )}
    </article>
  )
}
