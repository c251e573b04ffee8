import { act, fireEvent, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { expect, test } from 'vitest'
import { SearchField } from '../../editor/fields/SearchField.tsx'
import { Providers } from '../../editor/panels/Providers.tsx'

/** A page whose address holds what is searched for, and follows when the test says so. */
function Page({ arriving }: { arriving: (() => void)[] }) {
  const [query, setQuery] = useState('')
  return (
    <Providers env="test">
      <SearchField label="Search" value={query} onSearch={(text) => arriving.push(() => setQuery(text))} />
      <button type="button" onClick={() => setQuery('')}>
        All
      </button>
    </Providers>
  )
}

function opened() {
  const arriving: (() => void)[] = []
  render(<Page arriving={arriving} />)
  const field = screen.getByRole<HTMLInputElement>('textbox', { name: 'Search' })
  const enter = (text: string) => fireEvent.change(field, { target: { value: text } })
  const search = async (text: string) => {
    const before = arriving.length
    enter(text)
    await expect.poll(() => arriving.length).toBe(before + 1)
  }
  return { field, enter, search, arrive: (place: number) => act(() => arriving[place]?.()) }
}

test('what is typed stays as it is; when the search is given up elsewhere the field is empty', async () => {
  const { field, search, arrive } = opened()
  await search(' ada ')
  arrive(0)
  expect(field.value).toBe(' ada ')
  await userEvent.click(screen.getByRole('button', { name: 'All' }))
  expect(field.value).toBe('')
})

test('what is typed while searches are on their way is not lost', async () => {
  const { field, enter, search, arrive } = opened()
  await search('a')
  await search('ad')
  enter('ada')
  for (const place of [0, 1]) {
    arrive(place)
    expect(field.value).toBe('ada')
  }
})
