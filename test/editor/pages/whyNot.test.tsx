import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { WhyNot } from '../../../editor/pages/customers/WhyNot.tsx'
import { Providers } from '../../../editor/panels/Providers.tsx'
import { linksOf } from '../../../shared/check/links.ts'
import { answers } from './answers.ts'

afterEach(() => vi.unstubAllGlobals())

test('why a customer is not in a workflow can be asked of each, however many there are', async () => {
  const links = linksOf({ nodes: [] })
  const workflows = Array.from({ length: 300 }, (_, n) => ({ id: `w-${n}`, title: `Offer ${n}`, state: 'live', links }))
  answers(({ path }) =>
    path === '/api/vocabulary'
      ? { json: { events: [], attributes: [], segments: [], workflows } }
      : path === '/api/workflows'
        ? { json: { items: workflows.slice(0, 50), next: 'more' } }
        : undefined,
  )
  render(
    <Providers env="test">
      <WhyNot customer="7" name="Ada" />
    </Providers>,
  )
  await userEvent.type(screen.getByRole('combobox', { name: 'Choose a workflow' }), 'Offer 299')
  expect(await screen.findByRole('option', { name: 'Offer 299' })).toBeTruthy()
})
