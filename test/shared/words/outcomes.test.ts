import { describe, expect, test } from 'vitest'
import { messageWords } from '../../../shared/words/pages/outbox.ts'
import { reasonSentence } from '../../../shared/words/reasons.ts'

describe('what became of a message', () => {
  test("is said in the receiver's own words, as they came", () => {
    expect(messageWords.detail('failed', '550 5.1.1: User unknown')).toBe('550 5.1.1: User unknown')
    expect(messageWords.detail('sent', 'HTTP 200')).toBe('HTTP 200')
  })
  test('says in plain words that nobody was reached, before what the network said', () => {
    expect(messageWords.detail('waiting', 'connect ECONNREFUSED 127.0.0.1:4826')).toBe(
      'Nothing answers at this address: connect ECONNREFUSED 127.0.0.1:4826',
    )
  })
  test('is no code of ours, in the outbox and in a trail alike', () => {
    const detail = 'refusedTarget: 10.0.0.1 is a private address'
    expect(messageWords.detail('failed', detail)).toBe('The address may not be called: 10.0.0.1 is a private address')
    expect(reasonSentence('failed', { detail })).toBe(
      'Failed: the address may not be called: 10.0.0.1 is a private address',
    )
    expect(messageWords.detail('cancelled', 'denied')).toBe('The customer said no to marketing e-mail')
    expect(messageWords.detail('cancelled', 'workflowEnded')).toBe('The workflow was ended')
    expect(reasonSentence('cancelled', { detail: 'denied' })).toBe(
      'Cancelled: the customer said no to marketing e-mail',
    )
  })
  test('does not say twice that it was interrupted', () => {
    expect(messageWords.detail('uncertain', 'interrupted')).toBe('')
    expect(reasonSentence('uncertain', { detail: 'interrupted' })).toBe(
      'Perhaps sent: Perennial stopped while it was being sent',
    )
  })
})
