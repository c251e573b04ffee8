// The builder comes and goes: it opens what the server has now, and is not left with what could not be saved.
import { render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { App } from '../../../editor/App.tsx'
import { queryClient } from '../../../editor/api/queryClient.ts'
import { keyOf } from '../../../editor/api/useRoute.ts'
import { router } from '../../../editor/router.tsx'
import { detailOf, draft } from '../workflows.ts'
import { answers } from './answers.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

const titled = (title: string, revision: number) => detailOf({ ...draft(), title }, revision)
const saved = { json: { position: 1, revision: 8 } }
const refused = { status: 500, json: { type: 'about:blank', title: 'The disk is full', status: 500, problems: [] } }

const preview = {
  version: 2,
  ...{ problems: [], added: [], removed: [], changed: [], settingsChanged: false, differences: [] },
  ...{ inside: 0, waiting: [], experiments: [], targets: [], included: null, planning: [] },
}

/** A server that has one workflow, and saves it as told. */
function serving(saving: () => { status?: number; json: unknown } = () => saved) {
  const server = { has: titled('Welcome', 7) }
  const asked = answers(({ method, path }) => {
    if (path === '/api/workflows/welcome/publish') return { json: { ...preview, state: server.has.state } }
    if (path !== '/api/workflows/welcome') return undefined
    return method === 'PUT' ? saving() : { json: server.has }
  })
  return { server, saves: () => asked.filter(({ method }) => method === 'PUT').map(({ body }) => body) }
}

/** The page with the builder open, after the list of workflows. */
async function opened() {
  const go = (path: string) => router.history.push(path)
  render(<App env="test" />)
  go('/workflows')
  await listed()
  go('/workflows/welcome')
  const user = userEvent.setup()
  return {
    user,
    comeBack: () => go('/workflows/welcome'),
    rename: async (name: string) => {
      await user.click((await title('Welcome')).querySelector('button') as HTMLElement)
      await user.clear(screen.getByRole('textbox', { name: 'Rename the workflow' }))
      await user.keyboard(`${name}{Enter}`)
    },
    leave: () => user.click(within(screen.getByRole('navigation')).getByRole('link', { name: 'Workflows' })),
    goBack: () => router.history.back(),
  }
}

const listed = () => screen.findByRole('heading', { level: 1, name: 'Workflows' })
const question = () => screen.findByRole('dialog', { name: 'Leave without saving?' })
const title = async (text: string) => await screen.findByRole('heading', { level: 1, name: text })

test('who leaves with something unsaved has it saved, and is asked nothing', async () => {
  const { saves } = serving()
  const { rename, leave } = await opened()
  await rename('Hello')
  await leave()
  await listed()
  expect(saves()).toMatchObject([{ title: 'Hello' }])
})

test('who leaves with what cannot be saved is asked, and may stay or leave without it', async () => {
  const { saves } = serving(() => refused)
  const { user, rename, leave, goBack } = await opened()
  await rename('Hello')
  await leave()
  within(await question()).getByText(/The disk is full/)
  await user.click(screen.getByRole('button', { name: 'Stay' }))
  await title('Hello')
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())

  goBack()
  await question()
  const before = saves().length
  await user.click(screen.getByRole('button', { name: 'Leave without saving' }))
  await listed()
  expect(saves()).toHaveLength(before)
})

test('who leaves while somebody else’s draft stands against theirs is asked, and finds both when they stay', async () => {
  serving(() => ({ status: 412, json: { type: 'about:blank', title: 'Saved meanwhile', status: 412, problems: [] } }))
  const { user, rename, leave } = await opened()
  await rename('Hello')
  await leave()
  await question()
  await user.click(screen.getByRole('button', { name: 'Stay' }))
  await screen.findByRole('dialog', { name: 'Somebody else saved this workflow' })
  await waitFor(() => expect(screen.queryByRole('dialog', { name: 'Leave without saving?' })).toBeNull())
})

test('a window with something unsaved is not closed without a word', async () => {
  serving(() => refused)
  const { rename } = await opened()
  await title('Welcome')
  const close = () => {
    const event = new Event('beforeunload', { cancelable: true })
    window.dispatchEvent(event)
    return event.defaultPrevented ? 'asks' : 'closes'
  }
  expect(close()).toBe('closes')
  await rename('Hello')
  expect(close()).toBe('asks')
})

test('opens what the server has now, not what it had when another page asked', async () => {
  const { server } = serving()
  const { leave, comeBack } = await opened()
  await title('Welcome')
  await leave()
  await listed()
  queryClient.setQueryData(keyOf('readWorkflow', { params: { workflow: 'welcome' } }), server.has)
  server.has = titled('Imported', 8)
  comeBack()
  await screen.findByRole('region', { name: 'Canvas' })
  screen.getByRole('heading', { level: 1, name: 'Imported' })
})

test('shows what somebody else saved when nothing here is unsaved', async () => {
  const { server } = serving()
  await opened()
  await title('Welcome')
  server.has = titled('Theirs', 8)
  void queryClient.invalidateQueries()
  await title('Theirs')
})

const reentry = () => screen.getByRole('combobox', { name: 'Who was inside may enter again' }) as HTMLInputElement

test('what was chosen from a list is undone by its key at once, and a text is left to the browser', async () => {
  serving()
  const { user } = await opened()
  await title('Welcome')
  const before = reentry().value
  await user.click(reentry())
  await user.click(await screen.findByRole('option', { name: 'At every trigger' }))
  expect(reentry().value).toBe('At every trigger')
  expect(document.activeElement).toBe(reentry())
  await user.keyboard('{Control>}z{/Control}')
  await waitFor(() => expect(reentry().value).toBe(before))

  await user.type(screen.getByRole('textbox', { name: 'What it is for' }), 'Hello')
  await user.keyboard('{Control>}z{/Control}')
  expect(screen.getByRole('button', { name: /^Undo: / })).toHaveProperty('disabled', false)
})

test('nothing is pasted behind a dialog', async () => {
  serving()
  const { user } = await opened()
  await title('Welcome')
  const paste = () => {
    const steps = { getData: () => JSON.stringify({ perennial: 'nodes', nodes: draft().nodes }) }
    document.dispatchEvent(Object.assign(new Event('paste'), { clipboardData: steps }))
  }
  await user.click(screen.getByRole('button', { name: /^Publish version 1/ }))
  await screen.findByRole('dialog', { name: 'Publish version 2' })
  paste()
  expect(screen.getByRole('button', { name: 'Undo' })).toHaveProperty('disabled', true)
  await user.keyboard('{Escape}')
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  paste()
  await screen.findByRole('button', { name: /^Undo: / })
})

test('a dialog gives the focus back to what opened it, and so does what it led to', async () => {
  serving()
  const { user, rename } = await opened()
  await title('Welcome')
  const opener = async (dialog: string) => {
    await screen.findByRole('dialog', { name: dialog })
    await waitFor(() => expect(document.activeElement?.closest('[role=dialog]')).not.toBeNull())
    await user.keyboard('{Escape}')
    await waitFor(() => expect(screen.queryByRole('dialog', { name: dialog })).toBeNull())
    return document.activeElement
  }
  const publish = screen.getByRole('button', { name: /^Publish version 1/ })
  await user.click(publish)
  expect(await opener('Publish version 2')).toBe(publish)
  await user.keyboard('{Control>}k{/Control}')
  await user.type(await screen.findByRole('textbox', { name: 'Find a command' }), 'Add a step{Enter}')
  expect(await opener('Choose a step')).toBe(publish)
  await rename('Hello')
  expect(document.activeElement).toBe((await title('Hello')).querySelector('button'))
})

test('a workflow that was ended can be changed and published again, and a paused one stays so; both are said', async () => {
  const { server } = serving()
  server.has = { ...server.has, state: 'ended', version: 1 }
  const { user } = await opened()
  await title('Welcome')
  const publish = screen.getByRole('button', { name: /^Publish version 2/ })
  await user.click(publish)
  await screen.findByText('The workflow was ended. With this version people enter again.')
  await user.keyboard('{Escape}')
  server.has = { ...server.has, state: 'paused' }
  await user.click(publish)
  await screen.findByText('The workflow stays paused. Nobody enters or advances before it goes on.')
})
