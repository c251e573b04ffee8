import type { Given } from '../../nodes/define.ts'
import { conditionPhrase } from '../conditions.ts'
import { sentence, showName, showSame, showTemplate } from '../format.ts'
import { showList } from '../show.ts'
import type { NodeWords } from './words.ts'

export const emailWords: NodeWords<'email'> = {
  name: 'E-mail',
  hint: 'Sends an e-mail to those who may get it',
  summary: ({ subject }) => showTemplate(subject) || 'Write a subject',
  detail: ({ purpose, if: when }, names) =>
    `${purpose === 'marketing' ? 'Marketing' : 'Transactional'}${when ? `, if ${conditionPhrase(when, names)}` : ''}`,
}

export const webhookWords: NodeWords<'webhook'> = {
  name: 'Webhook',
  hint: 'Calls another system over HTTP',
  summary: ({ url }) => (url ? `Call ${hostOf(url)}` : 'Choose an address'),
  detail: ({ answer }) => (answer === 'wait' ? 'Waits for the answer' : 'Goes on at once'),
  port: (port) => ({ delivered: 'Delivered', failed: 'Failed' })[port],
}

export const updateWords: NodeWords<'update'> = {
  name: 'Update customer',
  hint: 'Sets or removes attributes of the customer',
  summary({ set }) {
    const changes = set.filter(({ attribute }) => attribute)
    if (changes.length === 0) return 'Choose an attribute'
    const phrases = changes.map(({ attribute, to }) =>
      to === null ? `remove ${showName(attribute)}` : `set ${showName(attribute)} to ${showSame(to)}`,
    )
    return sentence(showList(phrases))
  },
}

export const emitWords: NodeWords<'emit'> = {
  name: 'Record an event',
  hint: 'Writes an event into the customer’s history, for others to take up',
  summary: ({ event }) => (event ? `Record ${event}` : 'Name an event'),
  detail: ({ properties = [] }) => givenPhrase(properties),
}

/** "With cart id, total" */
export function givenPhrase(properties: Given): string | undefined {
  const given = properties.filter(({ property }) => property)
  return given.length > 0 ? `With ${showList(given.map(({ property }) => showName(property)))}` : undefined
}

const hostOf = (url: string): string => /^https?:\/\/(?:[^/@]*@)?([^/?#]+)/i.exec(url)?.[1] ?? url
