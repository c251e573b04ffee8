import type { Problem } from '../../shared/problem.ts'

/** The tab of the settings in which a problem is mended that no step has. */
export const settingsTabOf = ({ code }: Pick<Problem, 'code'>): string | undefined =>
  Object.hasOwn(tabs, code) ? tabs[code as keyof typeof tabs] : undefined

const tabs = { noSender: 'mail', noPostalAddress: 'mail', noDkim: 'mail' } as const
