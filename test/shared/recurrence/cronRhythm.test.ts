import { expect, test } from 'vitest'
import { rhythmOfCron } from '../../../shared/recurrence/cronRhythm.ts'
import { recurrenceOf } from '../../../shared/recurrence/rhythm.ts'
import { isCron, nextOccurrence, type Recurrence } from '../../../shared/recurrence.ts'
import { recurrencePhrase } from '../../../shared/words/recurrence.ts'

const phrases = {
  '0 10 * * 1': 'every Monday at 10:00',
  '5 7 * * *': 'every day at 07:05',
  '30 18 * * MON-FRI': 'every weekday at 18:30',
  '0 9 * * 0,6': 'every Saturday and Sunday at 09:00',
  '0 9 * * 5-7': 'every Friday, Saturday and Sunday at 09:00',
  '0 9 * * sun': 'every Sunday at 09:00',
  '0 9 * * 0-6': 'every day at 09:00',
  '0 0 28 * *': 'every month on the 28th at 00:00',
  '0 12 24 12 *': 'every year on 24 December at 12:00',
}

test.each(Object.entries(phrases))('the pattern %s reads as “%s”', (cron, phrase) => {
  expect(recurrencePhrase({ every: 'cron', cron })).toBe(phrase)
})

test.each(Object.keys(phrases))('what %s reads as comes when the pattern does', (cron) => {
  const from = Date.parse('2026-01-01T00:00:00Z')
  const upTo = Date.parse('2028-03-01T00:00:00Z')
  const instants = (recurrence: Recurrence) => {
    const found: number[] = []
    for (let at: number | null = from; at !== null && at < upTo; at = nextOccurrence(recurrence, 'Europe/Rome', at))
      found.push(at)
    return found
  }
  const told = instants(recurrenceOf(rhythmOfCron(cron)!, '2026-01-01'))
  expect(told.length).toBeGreaterThan(2)
  expect(told).toEqual(instants({ every: 'cron', cron }))
})

test.each([
  '*/15 * * * *',
  '0 9,17 * * *',
  '0 9 * 6 1',
  '0 9 1 * 1',
  '0 9 31 * *',
  '0 9 29 2 *',
  '0 9 * * 1#2',
  '0 9 * * 1-5/2',
  '0 9 1 DEC *',
])('%s says more than a rhythm, and stays a pattern', (cron) => {
  expect(isCron(cron)).toBe(true)
  expect(recurrencePhrase({ every: 'cron', cron })).toBe(`by the pattern ${cron}`)
})
