import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import '@fontsource-variable/inter/wght.css'
import './theme/colors.css'
import './theme/base.css'
import { Notifications } from '@mantine/notifications'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Providers } from './panels/Providers.tsx'
import { router } from './router.tsx'

const root = document.getElementById('root')
if (!root) throw new Error('index.html must hold an element with the id root')

createRoot(root).render(
  <StrictMode>
    <Providers>
      <Notifications position="bottom-center" limit={3} />
      <RouterProvider router={router} />
    </Providers>
  </StrictMode>,
)
