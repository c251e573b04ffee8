import { expect, test } from 'vitest'
import { words } from '../../../shared/words/editor.ts'
import { showStoreAgo } from '../../../shared/words/storeTime.ts'

const never = '1970-01-01T00:00:00.000Z'

test('what was done before a store’s own time began is dated in words, never 1970', () => {
  const said = [
    words.savedAt(never, 0),
    words.versions.published(never),
    words.resume.about(2, never),
    words.conflict.about(never),
    showStoreAgo(never, '2026-11-22T10:00:00Z'),
  ]
  expect(said.join('\n')).not.toMatch(/1970|years/)
  expect(said[1]).toBe('Published before the clock began')
  expect(showStoreAgo('2026-11-20T10:00:00Z', '2026-11-22T10:00:00Z')).toBe('2 days ago')
})
