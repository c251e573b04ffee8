import type { Handlers } from '../bind.ts'
import { customerRoutes } from './customerRoutes.ts'
import { messageRoutes } from './messageRoutes.ts'
import { runRoutes } from './runRoutes.ts'
import { segmentRoutes } from './segmentRoutes.ts'
import { settingsRoutes } from './settingsRoutes.ts'
import { storeRoutes } from './storeRoutes.ts'
import { workflowRoutes } from './workflowRoutes.ts'

/** What each route of the API does; a route without its handler does not compile. */
export const handlers: Handlers = {
  ...storeRoutes,
  ...workflowRoutes,
  ...customerRoutes,
  ...runRoutes,
  ...segmentRoutes,
  ...messageRoutes,
  ...settingsRoutes,
}
