import { customerRoutes } from './customerRoutes.ts'
import { messageRoutes } from './messageRoutes.ts'
import type { Route } from './route.ts'
import { runRoutes } from './runRoutes.ts'
import { segmentRoutes } from './segmentRoutes.ts'
import { settingsRoutes } from './settingsRoutes.ts'
import { storeRoutes } from './storeRoutes.ts'
import { workflowRoutes } from './workflowRoutes.ts'

/** Every route of the editor's API. */
export const routes = {
  ...storeRoutes,
  ...workflowRoutes,
  ...segmentRoutes,
  ...customerRoutes,
  ...runRoutes,
  ...messageRoutes,
  ...settingsRoutes,
} satisfies Record<string, Route>

export type RouteName = keyof typeof routes
export type RouteOf<Name extends RouteName> = (typeof routes)[Name]
