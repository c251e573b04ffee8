import {
  CalendarHeart,
  ChartPie,
  Check,
  CircleQuestionMark,
  Clock,
  FlaskConical,
  Hand,
  Hourglass,
  Inbox,
  LayoutGrid,
  Leaf,
  LogOut,
  type LucideIcon,
  Mail,
  Monitor,
  Moon,
  Pencil,
  Repeat,
  Route,
  Shuffle,
  SlidersHorizontal,
  Split,
  Sprout,
  Sun,
  TimerOff,
  TriangleAlert,
  Unplug,
  Users,
  Webhook,
  Workflow,
  X,
  Zap,
} from 'lucide-react'
import type { NodeIcon } from '../../shared/nodes/index.ts'

export type { LucideIcon }

/** The icons of the shell by what they mean. */
export const icons = {
  product: Leaf,
  workflows: Workflow,
  templates: LayoutGrid,
  customers: Users,
  runs: Route,
  segments: ChartPie,
  outbox: Inbox,
  settings: SlidersHorizontal,
  sprout: Sprout,
  warning: TriangleAlert,
  unplug: Unplug,
  question: CircleQuestionMark,
  clear: Check,
  inTheWay: X,
  auto: Monitor,
  light: Sun,
  dark: Moon,
} satisfies Record<string, LucideIcon>

/** The icons that node kinds name, by lucide's own name. A kind with a new icon adds its line, else this does not compile. */
const byName = {
  'calendar-heart': CalendarHeart,
  'chart-pie': ChartPie,
  clock: Clock,
  'flask-conical': FlaskConical,
  hand: Hand,
  hourglass: Hourglass,
  'log-out': LogOut,
  mail: Mail,
  pencil: Pencil,
  repeat: Repeat,
  shuffle: Shuffle,
  split: Split,
  'timer-off': TimerOff,
  webhook: Webhook,
  zap: Zap,
} satisfies { readonly [Icon in NodeIcon]: LucideIcon }

export const iconNamed = (name: string): LucideIcon =>
  Object.hasOwn(byName, name) ? byName[name as NodeIcon] : CircleQuestionMark
