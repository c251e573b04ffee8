import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isLonger, textLength } from '../../shared/textLength.ts'

test('the length of a text counts characters of Unicode, halves of one as one each', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(textLength(text)).toBe([...text].length)
      expect(isLonger(text, textLength(text))).toBe(false)
      expect(isLonger(text, textLength(text) - 1)).toBe(true)
    }),
  )
  expect(['\ud800', '\udc00\ud800', '\ud800\ud800\udc00', ''].map(textLength)).toEqual([1, 2, 2, 0])
})
