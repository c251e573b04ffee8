import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { queryClient } from '../api/queryClient.ts'
import { colorVariables, theme } from '../theme/theme.ts'

/** What every part of the page needs around it: the theme, and the cache of answers. Without motion in tests. */
export function Providers({
  children,
  env = 'default',
}: {
  readonly children: ReactNode
  readonly env?: 'default' | 'test'
}) {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={colorVariables} defaultColorScheme="auto" env={env}>
      <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
    </MantineProvider>
  )
}
