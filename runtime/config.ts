import { resolve } from 'node:path'
import { Temporal } from 'temporal-polyfill'
import { cliWords } from '../shared/words/cli.ts'

/** All that the environment decides. This file alone reads it. */
export interface Config {
  readonly port: number
  readonly host: string
  /** One data folder is one store. */
  readonly data: string
  readonly smtpUrl: string | null
  readonly publicUrl: string | null
  readonly allowTargets: readonly string[]
  /** Milliseconds of absence after which marketing and timers wait for a person. */
  readonly holdAfter: number
  /** The clock that a new store is born with; one that exists keeps its own. */
  readonly clock: 'wall' | 'data'
}

export type ReadConfig =
  | { readonly config: Config; readonly problems: readonly [] }
  | { readonly problems: readonly string[] }
type Environment = Readonly<Record<string, string | undefined>>

/** The settings, or everything that is wrong with them at once. */
export function readConfig(
  given: Partial<Record<SettingName, string>> = {},
  environment: Environment = process.env,
): ReadConfig {
  const problems: string[] = []
  const values = Object.entries(settings).map(([name, { field, fallback, read }]) => {
    const text = given[name as SettingName] ?? environment[name] ?? ''
    const value = text === '' ? fallback : read(text)
    if (value !== undefined) return [field, value]
    problems.push(cliWords.settings.wrong(name, withoutLogin(text), cliWords.settings[name as SettingName].expected))
    return [field, fallback]
  })
  return problems.length > 0 ? { problems } : { config: Object.fromEntries(values) as Config, problems: [] }
}

/** What is printed lands in logs, and the login of a mail server is in no log. */
const withoutLogin = (text: string): string => text.replace(/.*@/s, '…@')

/** What `--help` prints: every setting with its meaning and what it is when nobody says anything. */
export function settingsHelp(): string {
  const width = Math.max(...Object.keys(settings).map((name) => name.length)) + 2
  const lines = Object.entries(settings as Record<string, Setting>).map(([name, { shown }]) => {
    const { about } = cliWords.settings[name as SettingName]
    return `  ${name.padEnd(width)}${about} (${shown ?? cliWords.settings.none})`
  })
  return [cliWords.settings.title, ...lines].join('\n')
}

interface Setting {
  readonly field: keyof Config
  readonly fallback: Config[keyof Config]
  readonly shown?: string
  /** `undefined` for text that says nothing of the kind. */
  read(text: string): Config[keyof Config] | undefined
}

const settings = {
  PERENNIAL_PORT: { field: 'port', fallback: 4780, shown: '4780', read: portOf },
  PERENNIAL_HOST: {
    field: 'host',
    fallback: '127.0.0.1',
    shown: '127.0.0.1',
    read: (text) => (loopback.includes(text) ? text.replace(/^\[|\]$/g, '') : undefined),
  },
  PERENNIAL_DATA: {
    field: 'data',
    fallback: resolve(import.meta.dirname, '..', 'data'),
    shown: 'data',
    read: (text) => resolve(text),
  },
  PERENNIAL_SMTP_URL: { field: 'smtpUrl', fallback: null, read: (text) => urlOf(text, ['smtp:', 'smtps:']) },
  PERENNIAL_PUBLIC_URL: {
    field: 'publicUrl',
    fallback: null,
    read: originOf,
  },
  PERENNIAL_ALLOW_TARGETS: { field: 'allowTargets', fallback: [], read: targetsOf },
  PERENNIAL_HOLD_AFTER: { field: 'holdAfter', fallback: 86_400_000, shown: 'PT24H', read: millisecondsOf },
  PERENNIAL_CLOCK: {
    field: 'clock',
    fallback: 'wall',
    shown: 'wall',
    read: (text) => (text === 'wall' || text === 'data' ? text : undefined),
  },
} satisfies Record<string, Setting>

export type SettingName = keyof typeof settings

const loopback = ['127.0.0.1', 'localhost', '::1', '[::1]']

function portOf(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  return port <= 65_535 ? port : undefined
}

function urlOf(text: string, protocols: readonly string[]): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  return url && protocols.includes(url.protocol) && url.hostname !== '' ? text : undefined
}

// Pages of the public address link to one another, so it has no path.
function originOf(text: string): string | undefined {
  const bare = urlOf(text, ['http:', 'https:'])?.replace(/\/+$/, '')
  return bare !== undefined && new URL(bare).href === `${new URL(bare).origin}/` ? bare : undefined
}

function targetsOf(text: string): readonly string[] | undefined {
  const targets = text.split(',').map((target) => target.trim())
  return targets.every((target) => /^(\[[0-9a-fA-F:.]+\]|[^\s:/]+):\d{1,5}$/.test(target)) ? targets : undefined
}

function millisecondsOf(text: string): number | undefined {
  try {
    const length = Temporal.Duration.from(text).total({
      unit: 'milliseconds',
      relativeTo: Temporal.PlainDateTime.from('2000-01-01'),
    })
    return length > 0 ? length : undefined
  } catch {
    return undefined
  }
}
