import type { RuleFault } from '../../recurrence/rule.ts'
import { butCame, type Sentence, said, wanted } from './params.ts'

/** What is wrong with the form of any input: a file, an event, the body of a request. */
export const formProblems = {
  json: ({ line, column, expected, came }) =>
    `This is not JSON: at line ${said(line)}, column ${said(column)} ${jsonParts[String(expected)] ?? 'something else'} was expected, but ${came ? `“${said(came)}” came` : 'the text ended'}.`,
  tooLarge: ({ limit, came }) =>
    `This is larger than ${said(limit)} bytes${came === undefined ? '' : `: it has ${said(came)}`}. Make it smaller, or split it.`,
  tooDeep: ({ limit }) => `This is nested deeper than ${said(limit)} levels. Make it flatter.`,
  forbiddenKey: ({ key }) =>
    `The key ${said(key)} is refused, because it has a meaning of its own in JavaScript. Rename it.`,
  repeatedKey: ({ key, within }) =>
    within === 'ports'
      ? `Two ways lead from the port ${said(key)}, but a run can take only one. Remove one of them, or let it leave by another port.`
      : `The key ${said(key)} stands here twice, and only one of them could hold. Remove one, or correct its spelling.`,
  notUtf8: () => 'This is not text in UTF-8. Save it in that encoding.',
  notUnicode: () => 'This text holds half of a character. Send the whole one.',
  notGzip: () => 'The content was announced as gzip, but cannot be unpacked. Send it packed, or without that header.',
  missing: ({ expected, field = 'This' }) => `${said(field)} is missing. Give it ${wanted(expected)}.`,
  empty: ({ field = 'This' }) => `${said(field)} is empty. Fill it in.`,
  wrongType: (params) => `Expected ${wanted(params.expected)}${butCame(params)}.`,
  wrongChoice: (params) => `Expected ${wanted(params.expected)}${butCame(params)}.`,
  wrongShape: (params) => `None of the allowed forms fits${butCame(params)}. See the documentation of this field.`,
  wrongFormat: (params) => `This is not written as expected${butCame(params)}.`,
  wrongKey: (params) => `A key is not written as expected${butCame(params)}.`,
  refused: (params) => `This value is not allowed here${butCame(params)}.`,
  unknownKey: ({ key }) => `The key ${said(key)} is unknown here. Remove it, or correct its spelling.`,
  tooLong: ({ limit, came }) =>
    `At most ${said(limit)} characters are allowed, but there are ${said(came)}. Shorten it.`,
  tooShort: ({ limit, came }) => `At least ${said(limit)} characters are needed, but there are ${said(came)}.`,
  tooMany: ({ limit, came }) => `At most ${said(limit)} are allowed, but there are ${said(came)}. Remove some.`,
  tooFew: ({ limit, came }) => `At least ${said(limit)} are needed, but there are ${said(came)}. Add some.`,
  tooBig: (params) => `Expected at most ${said(params.limit)}${butCame(params)}.`,
  tooSmall: (params) => `Expected at least ${said(params.limit)}${butCame(params)}.`,
  moreProblems: ({ count }) => `And ${said(count)} more problems. Mend these first.`,

  duration: (params) =>
    `Expected a length of time such as P3D (3 days) or PT4H (4 hours), from one second to ten years${butCame(params)}.`,
  capPeriod: ({ limit, ...params }) =>
    `A cap may count over at most ${said(limit)} days${butCame(params)}. Choose a shorter period.`,
  cron: (params) =>
    `Expected a cron pattern of five fields with a space between them, such as 0 10 * * 1 for every Monday at 10:00${butCame(params)}.`,
  rrule: ({ fault, part, other, ...params }) =>
    `Expected a rule such as FREQ=WEEKLY;INTERVAL=2;BYDAY=TU${butCame(params)}. ${ruleFaults[fault as RuleFault['fault']]?.(said(part), said(other)) ?? 'Correct it.'}`,
  startDay: (params) => `Expected a day from 1970 on, such as 2026-01-06${butCame(params)}.`,
  timeOfDay: (params) => `Expected a time of day on a 24-hour clock, such as 09:30${butCame(params)}.`,
  zone: (params) => `Expected a time zone by its IANA name, such as Europe/Rome${butCame(params)}.`,
  instant: (params) => `Expected a time such as 2026-11-22T10:00:00Z${butCame(params)}.`,
  instantWithoutZone: (params) =>
    `Expected a time with its zone, such as 2026-11-22T10:00:00Z${butCame(params)}. Add Z or an offset.`,
  url: (params) => `Expected an address that begins with https:// or http://${butCame(params)}.`,
  emailAddress: (params) => `Expected an e-mail address${butCame(params)}.`,
  slug: (params) => `Expected small letters, digits and single hyphens, at most 64${butCame(params)}.`,
  nodeId: (params) => `Expected the id of a node, such as wait-3${butCame(params)}.`,
  portId: (params) =>
    `Expected the name of a port: small letters, digits and hyphens, a letter first${butCame(params)}.`,
  reference: (params) => `Expected a reference such as trigger.cart_id or customer.city${butCame(params)}.`,
  operand: (params) =>
    `Expected text, a number, true or false, a list of these, or a reference such as trigger.cart_id${butCame(params)}.`,
  literal: (params) => `Expected text, a number, true or false${butCame(params)}.`,
  window: (params) => `Expected a length of time such as P30D, or run for “since the run began”${butCame(params)}.`,
  predicate: (params) => `Expected a condition with exactly one of test, all, any or not${butCame(params)}.`,
  filter: (params) =>
    `Expected a condition on an event with exactly one of property, all, any, not or element${butCame(params)}.`,
  percentTotal: () => 'The shares of the paths must make 100 percent.',
  delayTwice: () => 'A delay until a date can have no length of time and no time of day beside it. Use a second delay.',
  delayEmpty: () => 'This delay waits for nothing. Give it a length of time, a time of day, or both, or a date.',
} satisfies Record<string, Sentence>

const ruleFaults: { readonly [Fault in RuleFault['fault']]: (part: string, other: string) => string } = {
  shape: (part) => `Write ${part ? `“${part}”` : 'each part'} as NAME=VALUE, with a semicolon between parts.`,
  unknown: (part) => `A rule has no part ${part}. Remove it, or correct its spelling.`,
  twice: (part) => `${part} is there twice. Remove one.`,
  noFreq: () => 'Begin with FREQ, which says how often: FREQ=WEEKLY.',
  time: (part) => `Remove ${part}: the time of day is set beside the rule, and daily is the most frequent.`,
  value: (part) => `Correct ${part}: what it says is no value of it, or beyond what is allowed.`,
  clash: (part, other) => `${part} cannot stand beside ${other}. Remove one of them.`,
  alone: (part) => `${part} needs another part that begins with BY. Add one, or remove it.`,
}

const jsonParts: Readonly<Record<string, string>> = {
  value: 'a value',
  key: 'a key in double quotes',
  colon: 'a colon',
  comma: 'a comma or the closing bracket',
  end: 'the end of the text',
  string: 'the end of the text in double quotes',
  escape: 'an escape such as \\n or \\u00e9',
  number: 'a number such as 12 or -0.5',
}
