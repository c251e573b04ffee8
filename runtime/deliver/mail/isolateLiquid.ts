import { linesOf } from './lines.ts'

/** A text whose Liquid was replaced by words that survive any treatment of the text around them. */
export interface IsolatedLiquid {
  readonly text: string
  restore(text: string): string
  /** Liquid of the text that is missing in another, made from it. */
  lostIn(text: string): readonly { readonly line: number; readonly text: string }[]
}

const tag = /\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g

/**
 * `<a href="{{ trigger.url | default: "#" }}">` is Liquid first and markup second, so markup must be compiled with the Liquid out of sight.
 * Lines keep their numbers.
 */
export function isolateLiquid(source: string): IsolatedLiquid {
  // A stem that the text does not hold, so that restoring touches nothing else.
  let stem = 'LIQUID'
  while (source.includes(stem)) stem += 'Q'
  const tags: { word: string; line: number; text: string }[] = []
  const lineAt = linesOf(source)
  const text = source.replace(tag, (found, offset: number) => {
    const word = `${stem}${tags.length}Z`
    tags.push({ word, line: lineAt(offset), text: found })
    return word + '\n'.repeat(found.split('\n').length - 1)
  })
  const words = new RegExp(`${stem}(\\d+)Z`, 'g')
  return {
    text,
    restore: (other) => other.replace(words, (word, n: string) => tags[Number(n)]?.text ?? word),
    lostIn: (other) => {
      const present = new Set(other.match(words))
      return tags.filter(({ word }) => !present.has(word))
    },
  }
}
