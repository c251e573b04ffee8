import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { pageWords } from '../../../shared/words/pages.ts'
import type { Answer } from '../../api/call.ts'
import { useChange } from '../../api/useRoute.ts'
import { Confirm } from '../../panels/Confirm.tsx'

const words = pageWords.customer.erase

/** Erases a customer, after it was said what goes. */
export function EraseCustomer({ customer }: { readonly customer: Answer<'readCustomer'> }) {
  const [isAsking, setAsking] = useState(false)
  const navigate = useNavigate()
  const erase = useChange('eraseCustomer', { renews: ['listCustomers'] })

  const confirm = () =>
    erase.mutate(
      { params: { customer: customer.id } },
      {
        onSuccess: ({ copies = [] }) => {
          notifications.show({ message: words.done(customer.name, copies) })
          void navigate({ to: '/customers' })
        },
      },
    )

  return (
    <>
      <Button size="compact-sm" variant="default" c="red" mt={8} onClick={() => setAsking(true)}>
        {words.open}
      </Button>
      <Confirm
        opened={isAsking}
        title={words.title(customer.name)}
        text={words.about}
        action={words.confirm}
        error={erase.error}
        isPending={erase.isPending}
        onConfirm={confirm}
        onClose={() => setAsking(false)}
      />
    </>
  )
}
