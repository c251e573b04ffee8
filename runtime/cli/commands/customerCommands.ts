import { cliWords as words } from '../../../shared/words/en.ts'
import type { Json, NewCommand } from '../command.ts'
import { refuse, type Terminal } from '../terminal.ts'
import { withStore } from '../withStore.ts'

/** What asks about one customer, and what erases one. */
export function customerCommands(command: NewCommand, terminal: Terminal): void {
  command('explain <customer>', words.command.explain, [
    'explain ada@example.com --workflow win-back',
    'explain 17 --workflow win-back --json',
  ])
    .requiredOption('--workflow <id>', words.command.explainWorkflow)
    .action(async (text: string, { workflow, json }: Json & { workflow: string }) => {
      await withStore(terminal, {}, async (store) => {
        const { explanationText, customerBy } = await import('../explain.ts')
        const customer = await customerBy(store, text)
        const explanation = await store.call('explainCustomer', { params: { customer }, query: { workflow } })
        terminal.say(json ? JSON.stringify(explanation) : explanationText(explanation))
      })
    })

  command('erase <customer>', words.command.erase, ['erase ada@example.com --yes', 'erase 17 --yes --json'])
    .option('--yes', words.command.eraseYes)
    .action(async (text: string, { yes, ...options }: Json & { yes?: true }) => {
      await withStore(terminal, {}, async (store) => {
        const { customerBy } = await import('../explain.ts')
        const customer = await customerBy(store, text)
        const known = await store.call('readCustomer', { params: { customer } })
        // The beginning of a name finds somebody too, and not for certain the one who is meant.
        const email = known.attributes.find(({ name }) => name === 'email')?.value
        const isMeant = [customer, email, ...known.identities.map(({ value }) => value)].includes(text)
        if (!yes || !isMeant) return refuse(terminal, words.eraseAsks(known.name, customer), known, options)
        const erased = await store.call('eraseCustomer', { params: { customer } })
        if (options.json) return terminal.say(JSON.stringify(erased))
        terminal.say(words.erased(customer))
        if (erased.copies?.length) terminal.say(words.copiesGo(erased.copies))
      })
    })
}
