import { type Params, type Sentence, said } from './params.ts'

/** What may be wrong with a template: its Liquid or its MJML. */
export const mailProblems = {
  liquidSyntax: ({ message, ...at }) => `${lineIn(at)} is not Liquid that can be read: ${said(message)}.`,
  unknownVariable: ({ variable, ...at }) =>
    `${lineIn(at)} names ${said(variable)}, which is unknown. Correct it, or say what stands there without it: {{ ${said(variable)} | default: "…" }}.`,
  liquidLost: ({ line, text }) =>
    `Line ${said(line)}: ${said(text)} stands where MJML drops it. Put it inside a text, a button or an attribute.`,
  mjmlSyntax: ({ line, message }) => `Line ${said(line)} is not MJML that can be read: ${said(message)}.`,
  mjmlInclude: ({ line }) =>
    `Line ${said(line)} includes another file, but a mail is whole in itself. Put its content here.`,
  mjmlAttribute: ({ line, tag, attribute }) =>
    `Line ${said(line)}: ${said(tag)} has no attribute ${said(attribute)}. Remove it, or correct its spelling.`,
  mjmlValue: ({ line, tag, attribute, value, type }) =>
    `Line ${said(line)}: the attribute ${said(attribute)} of ${said(tag)} is ${said(value)}, but expected ${said(type)}.`,
  mjmlPlace: ({ line, tag, parent, allowed }) =>
    `Line ${said(line)}: ${said(tag)} cannot stand inside ${said(parent)}, only inside ${said(allowed)}.`,
  mjmlElement: ({ line, tag }) => `Line ${said(line)}: there is no element ${said(tag)} in MJML. Correct its spelling.`,
  mjmlUnclosed: ({ line, tag }) => `Line ${said(line)}: ${said(tag)} is never closed. Close it with </${said(tag)}>.`,
  mjmlNotOpen: ({ line, tag }) =>
    `Line ${said(line)} closes ${said(tag)}, which is not open there. Remove it, or open it before.`,
  mailClipped: ({ limit, came }) =>
    `This mail has ${said(came)} bytes, and Gmail cuts off what comes after ${said(limit)}, the link to unsubscribe with it. Shorten it.`,
} satisfies Record<string, Sentence>

const lineIn = ({ line, field }: Params): string =>
  field === undefined ? `Line ${said(line)}` : `Line ${said(line)} of ${said(field).toLowerCase()}`
