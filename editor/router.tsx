// The shell, for those who write a page:
//
//   main.tsx ─ providers ─ router.tsx ─ panels/Shell.tsx (Rail | Banner, <main data-scroll> ─ the page)
//
// - A page is pages/<Name>.tsx and exports <Name>. It is loaded when first opened. It begins with <PageFrame title actions tools>.
// - It reads with useRoute(name, { params, query }) or, for lists, useList(name) with <DataTable>; it changes with
//   useChange(name, { renews: [names] }); live numbers come from useLive(workflow?). All are in api/, typed by shared/api.
// - States: <Loading>, <Failure error onRetry>, <EmptyState title advice action>; DataTable shows all three by itself.
// - Words: shared/words/editor.ts (shell, builder), shared/words/pages.ts (the others), show.ts for numbers and times.
// - Colours are the variables of theme/colors.css; icons come from panels/icons.ts.
import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { Failure } from './panels/Failure.tsx'
import { Loading } from './panels/Loading.tsx'
import { NotFound } from './panels/NotFound.tsx'
import { Shell } from './panels/Shell.tsx'

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound })

const page = <const Path extends string>(path: Path, component: ReturnType<typeof lazyRouteComponent>) =>
  createRoute({ getParentRoute: () => root, path, component })

// A message opens beside the list, which stays.
const outbox = page(
  '/outbox',
  lazyRouteComponent(() => import('./pages/Outbox.tsx'), 'Outbox'),
)

const pages = root.addChildren([
  page(
    '/',
    lazyRouteComponent(() => import('./pages/Start.tsx'), 'Start'),
  ),
  page(
    '/workflows',
    lazyRouteComponent(() => import('./pages/Workflows.tsx'), 'Workflows'),
  ),
  page(
    '/workflows/$id',
    lazyRouteComponent(() => import('./pages/Builder.tsx'), 'Builder'),
  ),
  page(
    '/templates',
    lazyRouteComponent(() => import('./pages/Templates.tsx'), 'Templates'),
  ),
  page(
    '/customers',
    lazyRouteComponent(() => import('./pages/Customers.tsx'), 'Customers'),
  ),
  page(
    '/customers/$id',
    lazyRouteComponent(() => import('./pages/Customer.tsx'), 'Customer'),
  ),
  page(
    '/runs',
    lazyRouteComponent(() => import('./pages/Runs.tsx'), 'Runs'),
  ),
  page(
    '/runs/$id',
    lazyRouteComponent(() => import('./pages/Run.tsx'), 'Run'),
  ),
  page(
    '/segments',
    lazyRouteComponent(() => import('./pages/Segments.tsx'), 'Segments'),
  ),
  page(
    '/segments/$id',
    lazyRouteComponent(() => import('./pages/Segment.tsx'), 'Segment'),
  ),
  outbox.addChildren([
    createRoute({
      getParentRoute: () => outbox,
      path: '$key',
      component: lazyRouteComponent(() => import('./pages/Message.tsx'), 'Message'),
    }),
  ]),
  page(
    '/settings/$tab',
    lazyRouteComponent(() => import('./pages/Settings.tsx'), 'Settings'),
  ),
])

export const router = createRouter({
  routeTree: pages,
  // What stands in the address is text, also where it looks like a number: ids are text.
  parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
  stringifySearch(search) {
    const text = new URLSearchParams(search as Record<string, string>).toString()
    return text && `?${text}`
  },
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  defaultPendingComponent: () => <Loading />,
  defaultErrorComponent: ({ error, reset }) => <Failure error={error as Error} onRetry={reset} />,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
