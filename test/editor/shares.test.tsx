// The paths of a split or an experiment, and the share of the customers that each gets.
import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { expect, test } from 'vitest'
import { PathShares } from '../../editor/fields/PathShares.tsx'
import { Providers } from '../../editor/panels/Providers.tsx'
import { halves, type SharedPath } from '../../shared/nodes/split.ts'

function Fields({ saved }: { saved: { last: readonly SharedPath[] } }) {
  const [paths, setPaths] = useState(saved.last)
  const change = (next: readonly SharedPath[]) => {
    saved.last = next
    setPaths(next)
  }
  return <PathShares paths={paths} onChange={change} />
}

/** The fields with what they last saved. */
function drawn() {
  const saved: { last: readonly SharedPath[] } = { last: halves() }
  render(
    <Providers env="test">
      <Fields saved={saved} />
    </Providers>,
  )
  const user = userEvent.setup()
  const write = async (field: string, text: string) => {
    const input = screen.getByRole('textbox', { name: field })
    await user.clear(input)
    await user.type(input, text)
  }
  const shares = () => saved.last.map(({ percent }) => percent)
  return { saved, user, write, shares }
}

test('shares that do not make a hundred are saved as they are typed, and said to be wrong until they do', async () => {
  const { write, shares } = drawn()
  expect(screen.queryByRole('status')).toBeNull()
  await write('Share of path 1', '70')
  expect(shares()).toEqual([70, 50])
  expect(screen.getByRole('status').textContent).toBe('The shares make 120%. They must make 100%.')
  await write('Share of path 2', '30')
  expect(shares()).toEqual([70, 30])
  expect(screen.queryByRole('status')).toBeNull()
})

test('a path more gets a port of its own and no share; the same for each puts what is over on the first', async () => {
  const { saved, user, shares } = drawn()
  await user.click(screen.getByRole('button', { name: 'Add a path' }))
  expect(shares()).toEqual([50, 50, 0])
  expect(new Set(saved.last.map(({ port }) => port)).size).toBe(3)
  await user.click(screen.getByRole('button', { name: 'Same share for each' }))
  expect(shares()).toEqual([34, 33, 33])
  await user.click(screen.getByRole('button', { name: 'Remove path 2' }))
  expect(shares()).toEqual([34, 33])
})

test('two paths are the fewest, and a share is at most a hundred', async () => {
  const { write, shares } = drawn()
  expect(screen.queryByRole('button', { name: /^Remove path/ })).toBeNull()
  await write('Share of path 1', '250')
  expect(shares()[0]).toBeLessThanOrEqual(100)
})

test('a name is given and taken away, and the port stays', async () => {
  const { saved, user, write } = drawn()
  const [first] = saved.last
  await write('Path 1', 'Gift')
  expect(saved.last[0]).toEqual({ port: first!.port, title: 'Gift', percent: 50 })
  await user.clear(screen.getByRole('textbox', { name: 'Path 1' }))
  expect(saved.last[0]).toEqual({ port: first!.port, percent: 50 })
})
