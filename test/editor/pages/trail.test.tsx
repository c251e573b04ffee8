import { render, screen } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import type { Answer } from '../../../editor/api/call.ts'
import { TrailList } from '../../../editor/pages/runs/TrailList.tsx'
import { Providers } from '../../../editor/panels/Providers.tsx'
import { answers } from './answers.ts'

afterEach(() => vi.unstubAllGlobals())

type Trail = Answer<'readRun'>['trail']

const at = '2026-11-22T10:00:00.000Z'
const line = (what: Trail[number]['what'], why: string, sentence: string): Trail[number] => ({
  at,
  node: 'delay-2',
  visit: 1,
  what,
  why,
  sentence,
})
const reached = line('reached', 'goalReached', 'Reached the goal Ordered.')
const ended = line('ended', 'goalReached', 'Reached the goal Ordered.')

const shown = (trail: Trail) => {
  answers(() => undefined)
  const document = { nodes: [{ id: 'delay-2', kind: 'delay', settings: { for: 'P1D' } }] }
  render(
    <Providers env="test">
      <TrailList run="1-0" document={document} trail={trail} />
    </Providers>,
  )
}

test('a goal that ends the run is told once', () => {
  shown([reached, ended])
  expect(screen.getAllByText(/Reached the goal Ordered/)).toHaveLength(1)
  screen.getByText('Left the workflow')
})

test('a run that ends by what another run had counted says so', () => {
  shown([ended])
  screen.getByText(/Reached the goal Ordered/)
})
