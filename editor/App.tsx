import { Notifications } from '@mantine/notifications'
import { RouterProvider } from '@tanstack/react-router'
import { Providers } from './panels/Providers.tsx'
import { router } from './router.tsx'

/** The whole page, by its address. */
export function App({ env = 'default' }: { readonly env?: 'default' | 'test' }) {
  return (
    <Providers env={env}>
      <Notifications position="bottom-center" limit={3} />
      <RouterProvider router={router} />
    </Providers>
  )
}
