import type { Locator, Page } from 'playwright-core'

/** The hand that draws: what a person does in the builder with the mouse and the keyboard, by what is to be seen there. */
export interface Hand {
  readonly palette: Locator
  readonly canvas: Locator
  readonly details: Locator
  /** A step on the canvas, by a part of what its card says. */
  step(text: string | RegExp): Locator
  /** Drags a kind from the palette to the canvas, or onto what is given. */
  dragKind(kind: string, onto?: Locator): Promise<void>
  /** Presses the plus after a step, by the words of its way out where it has several, and picks a kind. */
  addAfter(step: string, kind: string): Promise<void>
  /** Pulls a way from a step's port, counted from the left, to another step. */
  connect(from: Locator, port: number, to: Locator): Promise<void>
  /** Presses a part of a sentence in the details, so that its small form opens, and gives that form. */
  token(text: string | RegExp, within?: Locator): Promise<Locator>
  /** Presses a part of a sentence that is one of few words, and picks another. */
  choose(text: string | RegExp, choice: string, within?: Locator): Promise<void>
  /** Types over what a field holds, and leaves it, so that its list of names closes. */
  fill(label: string, value: string, within?: Locator): Promise<void>
  /** Picks from a field that opens a list. */
  pick(label: string, choice: string, within?: Locator): Promise<void>
  /** Turns the wheel over the canvas until something on it can be seen. */
  bringIntoSight(place: Locator): Promise<void>
  saved(): Promise<void>
}

export function handOn(page: Page): Hand {
  const palette = page.getByRole('complementary', { name: 'Steps' })
  const canvas = page.getByRole('region', { name: 'Canvas' })
  const details = page.getByRole('complementary', { name: 'Details' })
  // What was done before may still move the view, so one looks again after each turn of the wheel.
  const bringIntoSight = async (place: Locator): Promise<void> => {
    await place.waitFor()
    const pane = (await canvas.boundingBox())!
    const { x, y, bottom } = await middleOf(place)
    const middle = { x: pane.x + pane.width / 2, y: pane.y + pane.height / 2 }
    const away = { x: x - middle.x, y: y - middle.y }
    if (Math.abs(away.x) < pane.width / 2 - 150 && Math.abs(away.y) < pane.height / 2 - 150) return
    await page.mouse.move(middle.x, middle.y)
    await page.mouse.wheel(away.x, away.y)
    await page.waitForFunction(
      ([element, before]) => Math.abs((element?.getBoundingClientRect().bottom ?? 0) - before) > 1,
      [await place.elementHandle(), bottom] as const,
    )
    await bringIntoSight(place)
  }
  const undo = page.getByRole('button', { name: /^Undo/ })
  return {
    palette,
    canvas,
    details,
    step: (text) => canvas.getByRole('group').filter({ hasText: text }),
    async dragKind(kind, onto = canvas) {
      await palette.getByRole('button', { name: kind, exact: true }).dragTo(onto)
    },
    async addAfter(step, kind) {
      const plus = canvas.getByRole('button', { name: `Add a step after ${step}`, exact: true })
      await bringIntoSight(plus)
      await plus.click()
      const picker = page.getByRole('dialog', { name: 'Choose a step' })
      await picker.getByRole('button', { name: new RegExp(`^${kind} `) }).click()
      await picker.waitFor({ state: 'hidden' })
    },
    async connect(from, port, to) {
      await page.getByRole('button', { name: 'Fit', exact: true }).click()
      const before = await undo.getAttribute('aria-label')
      // A port and the place where a way arrives are dots without a name: the keyboard has other means for them.
      const start = from.locator('.react-flow__handle.source').nth(port)
      await start.dragTo(to.locator('.react-flow__handle.target'))
      await undo
        .and(page.getByRole('button', { name: 'connect to ' }))
        .and(page.locator(`:not([aria-label="${before}"])`))
        .waitFor()
    },
    async token(text, within = details) {
      await within.getByText(text, { exact: true }).first().click()
      const form = page.getByRole('dialog').last()
      await form.waitFor()
      return form
    },
    async choose(text, choice, within = details) {
      await within.getByText(text, { exact: true }).first().click()
      await page.getByRole('menuitem', { name: choice, exact: true }).click()
    },
    async fill(label, value, within = details) {
      const named = { name: label, exact: true }
      const field = within.getByRole('textbox', named).or(within.getByRole('combobox', named)).first()
      await field.fill(value)
      await field.press('Tab')
    },
    async pick(label, choice, within = details) {
      await within.getByRole('combobox', { name: label, exact: true }).first().click()
      await page.getByRole('option', { name: choice, exact: true }).click()
    },
    bringIntoSight,
    saved: () => page.getByRole('status').filter({ hasText: 'Saved' }).waitFor(),
  }
}

async function middleOf(place: Locator): Promise<{ x: number; y: number; bottom: number }> {
  const box = await place.boundingBox()
  if (!box) throw new Error(`There is nothing to be seen at ${place}.`)
  return { x: box.x + box.width / 2, y: box.y + box.height / 2, bottom: box.y + box.height }
}
