import { Link } from '@tanstack/react-router'
import { pageWords } from '../../shared/words/pages.ts'
import { useList } from '../api/useRoute.ts'
import { DataTable } from '../panels/DataTable.tsx'
import { EmptyState } from '../panels/EmptyState.tsx'
import { PageFrame } from '../panels/PageFrame.tsx'

const words = pageWords.customers

export function Customers() {
  const rows = useList('listCustomers')
  return (
    <PageFrame title={words.title}>
      <DataTable
        label={words.title}
        rows={rows}
        keyOf={(customer) => customer.id}
        linkOf={(customer) => `/customers/${customer.id}`}
        columns={[
          {
            key: 'name',
            title: pageWords.columns.name,
            cell: (customer) => (
              <Link to="/customers/$id" params={{ id: customer.id }}>
                {customer.name}
              </Link>
            ),
          },
          { key: 'email', title: pageWords.columns.email, isSecondary: true, cell: (customer) => customer.email },
        ]}
        empty={<EmptyState title={words.empty} advice={words.emptyAdvice} />}
      />
    </PageFrame>
  )
}
