import type { Command } from 'commander'
import type { RouteOf } from '../../../shared/api/index.ts'
import type { ResponseOf } from '../../../shared/api/route.ts'
import { cliWords as words } from '../../../shared/words/en.ts'

/** What is said of single nodes at which people rest. */
export interface DestinationOptions {
  readonly to: readonly string[]
  readonly end: readonly string[]
  readonly stay: readonly string[]
  readonly keepElapsed?: true
}
type Waiting = ResponseOf<RouteOf<'previewMove'>>['waiting']

export const withDestinations = (command: Command): Command =>
  command
    .option('--to <from=to>', words.command.moveTo, collected, [])
    .option('--end <node=reason>', words.command.moveEnd, collected, [])
    .option('--stay <node>', words.command.moveStay, collected, [])
    .option('--keep-elapsed', words.command.moveKeepElapsed)

/**
 * Where people go, by node: first everybody whose step is still there, if so asked, then what is said of single nodes.
 *
 * @param same  people come along where their step is still there
 */
export function destinationsOf({ to, end, stay }: DestinationOptions, waiting: Waiting, same: boolean) {
  const nodes: Record<string, object> = {}
  if (same) for (const { node, suggested } of waiting) if (suggested) nodes[node] = { to: suggested }
  for (const [node, target] of to.map(pairOf)) nodes[node] = { to: target }
  for (const [node, reason] of end.map(pairOf)) nodes[node] = { end: reason }
  for (const node of stay) nodes[node] = { stay: true }
  return nodes
}

function pairOf(text: string): [string, string] {
  const at = text.indexOf('=')
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}

function collected(value: string, before: readonly string[]): readonly string[] {
  return [...before, value]
}
