import type mjml from 'mjml'
import { limits } from '../../../shared/limits.ts'
import type { Problem } from '../../../shared/problem.ts'
import { templateVariables } from '../../../shared/templateVariables.ts'
import type { MailLink } from '../../storage/control.ts'
import { isolateLiquid } from './isolateLiquid.ts'
import { linesOf } from './lines.ts'
import { parseTemplate } from './liquid.ts'
import { TemplateError } from './templateError.ts'
import { fixedLinks } from './trackLinks.ts'
import { unclosedElements } from './unclosedElements.ts'

/** The texts of an e-mail node, as its settings hold them. */
export interface MailSource {
  readonly subject: string
  readonly preheader?: string | undefined
  readonly mjml: readonly string[]
}

/**
 * `html` still holds Liquid, and is empty when there are errors. `variables` are those of subject, preheader and body, `links` those that
 * are the same for everybody.
 */
export interface CompileResult {
  readonly html: string
  readonly variables: readonly string[]
  readonly links: readonly MailLink[]
  readonly problems: readonly Problem[]
}

type Mjml = typeof mjml
type MjmlError = Awaited<ReturnType<Mjml>>['errors'][number]

/** Compiles MJML to HTML, once for each version. Liquid passes through untouched, also where it stands inside an attribute. */
export async function compileMail({ subject, preheader = '', mjml }: MailSource): Promise<CompileResult> {
  const source = mjml.join('\n')
  const texts = { '/subject': subject, '/preheader': preheader, '/mjml': source }
  const broken = Object.entries(texts).flatMap(([path, text]) => liquidProblems(path, text))
  if (broken.length > 0) return refused(broken)

  const isolated = isolateLiquid(source)
  const malformed = [...unclosedElements(isolated.text), ...includes(isolated.text)]
  if (malformed.length > 0) return refused(malformed)

  // MJML takes 300 ms to load, which only those who publish should wait for.
  const { default: compile } = await import('mjml')
  let compiled: Awaited<ReturnType<Mjml>>
  try {
    // No fonts from elsewhere unless the mail names them; problems are all collected, so `soft`, and any refuses the mail.
    compiled = await compile(isolated.text, { validationLevel: 'soft', ignoreIncludes: true, fonts: {} })
  } catch (error) {
    return refused([problem('mjmlSyntax', { line: 1, message: (error as Error).message })])
  }
  const invalid = compiled.errors.flatMap((error) => validationProblem(error, isolated.restore))
  const lost = isolated.lostIn(compiled.html).map(({ line, text }) => problem('liquidLost', { line, text }))
  if (invalid.length + lost.length > 0) return refused([...invalid, ...lost])

  const html = isolated.restore(compiled.html)
  const moved = liquidProblems('/mjml', html)
  if (moved.length > 0) return refused(moved)
  const variables = [...new Set([html, subject, preheader].flatMap(templateVariables))]
  return { html, variables, links: fixedLinks(html), problems: clipped(html) }
}

/** Some mail programs show the beginning of a long mail alone. What recipients get into it, and where its links lead, comes on top. */
function clipped(html: string): Problem[] {
  const came = Buffer.byteLength(html)
  const limit = limits.mailWarningBytes
  return came > limit ? [{ ...problem('mailClipped', { limit, came }), severity: 'warning' }] : []
}

const refused = (problems: readonly Problem[]): CompileResult => ({ html: '', variables: [], links: [], problems })

const problem = (code: string, params: Problem['params'], path = '/mjml'): Problem => ({
  code,
  severity: 'error',
  path,
  ...(params && { params }),
})

function liquidProblems(path: string, text: string): Problem[] {
  try {
    parseTemplate(text, 'html')
    return []
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    const [, message = error.message, line = '1', column = '1'] =
      /^(.*?)(?:, line:(\d+), col:(\d+))?$/.exec(error.message) ?? []
    return [problem('liquidSyntax', { message, line: Number(line), column: Number(column) }, path)]
  }
}

function includes(text: string): Problem[] {
  const lineAt = linesOf(text)
  return [...text.matchAll(/<mj-include\b/g)].map(({ index }) => problem('mjmlInclude', { line: lineAt(index) }))
}

// mjml names its findings in English only; the tables below turn them into codes.
const findings: readonly { pattern: RegExp; code: string; names: readonly string[] }[] = [
  { pattern: /^Attribute (\S+) is illegal/, code: 'mjmlAttribute', names: ['attribute'] },
  {
    pattern: /^Attribute (\S+) has invalid value: (.*) for type (.*)$/s,
    code: 'mjmlValue',
    names: ['attribute', 'value', 'type'],
  },
  { pattern: /^\S+ cannot be used inside (\S+), only inside: (.*)$/s, code: 'mjmlPlace', names: ['parent', 'allowed'] },
  { pattern: /doesn't exist or is not registered/, code: 'mjmlElement', names: [] },
]

function validationProblem({ line, message, tagName }: MjmlError, restore: (text: string) => string): Problem[] {
  const params = { line, tag: tagName }
  for (const { pattern, code, names } of findings) {
    const found = pattern.exec(message)
    if (!found) continue
    // What Liquid will put there is not known yet, so its type cannot be judged.
    if (code === 'mjmlValue' && restore(message) !== message) return []
    return [
      problem(code, { ...params, ...Object.fromEntries(names.map((name, n) => [name, (found[n + 1] ?? '').trim()])) }),
    ]
  }
  return [problem('mjmlSyntax', { ...params, message: restore(message) })]
}
