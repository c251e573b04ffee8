/**
 * The length of a text as our limits count it: in characters of Unicode, as the published schemas do, so that an emoji is one and not two.
 *
 * @example textLength('👋') // 1
 */
export function textLength(text: string): number {
  let length = text.length
  for (let index = 0; index < text.length - 1; index++)
    if (isHigh(text.charCodeAt(index)) && isLow(text.charCodeAt(index + 1))) length--
  return length
}

/** Whether a text is longer than a limit; most are not, and need no count. */
export const isLonger = (text: string, limit: number): boolean => text.length > limit && textLength(text) > limit

const isHigh = (unit: number) => unit >= 0xd800 && unit < 0xdc00
const isLow = (unit: number) => unit >= 0xdc00 && unit < 0xe000
