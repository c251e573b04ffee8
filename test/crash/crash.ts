import { parseArgs } from 'node:util'
import { revision } from '../support/revision.ts'
import { ordeal } from './ordeal.ts'

// npm run test:crash -- --kills 100 [--from 40] [--seed 7]: kills a real process under load, and asks whether any promise was broken.
// The same seed gives the same kills; --from goes on with a later one, on a new store. The last line is one object with all figures.
const usage = 'Expected: npm run test:crash -- --kills N [--from K] [--seed S], whole numbers with K below N.'

async function main(args: readonly string[]): Promise<void> {
  const options = optionsOf(args)
  if (!options) {
    console.error(usage)
    process.exitCode = 2
    return
  }
  console.error(`crash: ${options.kills - options.from} kills, seed ${options.seed}, at ${revision()}`)
  const report = (sentence: string) => console.error(`crash: ${sentence}`)
  const { figures, broken } = await ordeal({ ...options, perSecond: 500, report })
  for (const promise of broken.slice(0, 50)) console.error(`crash: broken promise: ${promise}`)
  console.log(JSON.stringify(figures))
  process.exitCode = broken.length > 0 ? 1 : 0
}

function optionsOf(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        kills: { type: 'string', default: '5' },
        from: { type: 'string', default: '0' },
        seed: { type: 'string', default: '1' },
      },
    })
    const [kills, from, seed] = [Number(values.kills), Number(values.from), Number(values.seed)]
    return [kills, from, seed].every((number) => Number.isSafeInteger(number) && number >= 0) && from < kills
      ? { kills, from, seed }
      : undefined
  } catch {
    return undefined
  }
}

await main(process.argv.slice(2))
