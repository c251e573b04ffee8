import {
  Bolt,
  ChartPie,
  CircleQuestionMark,
  Clock,
  Code,
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
  Route,
  SlidersHorizontal,
  Split,
  Sprout,
  Sun,
  TriangleAlert,
  Unplug,
  Users,
  Webhook,
  Workflow,
  Zap,
} from 'lucide-react'

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
  auto: Monitor,
  light: Sun,
  dark: Moon,
} satisfies Record<string, LucideIcon>

/** The icons that node kinds name, by lucide's own name: a kind with a new icon adds its line. */
const byName: { readonly [name: string]: LucideIcon } = {
  bolt: Bolt,
  'chart-pie': ChartPie,
  clock: Clock,
  code: Code,
  hourglass: Hourglass,
  'log-out': LogOut,
  mail: Mail,
  pencil: Pencil,
  split: Split,
  webhook: Webhook,
  zap: Zap,
}

export const iconNamed = (name: string): LucideIcon => byName[name] ?? CircleQuestionMark
