import { pointer } from '../pointer.ts'
import { type Concern, error, warning } from './subject.ts'
import { variablesIn } from './variables.ts'

/** Marketing needs a way out of it, and the consent of those who get it. */
export const messages: Concern = ({ readable, world }) =>
  readable.flatMap(({ node, definition, path }) => {
    if (definition.purpose?.(node.settings) !== 'marketing') return []
    const templates = definition.templates?.(node.settings) ?? []
    const hasLink = templates.some(({ text }) =>
      variablesIn(text).some(({ segments }) => segments[0] === 'unsubscribe_url'),
    )
    const body = templates.at(-1)?.path ?? ''
    return [
      ...(hasLink ? [] : [error('noUnsubscribeLink', { node: node.id, path: path + body })]),
      ...(world.marketingToUnknown
        ? [warning('marketingWithoutConsent', { node: node.id, path: path + pointer(['purpose']) })]
        : []),
    ]
  })
