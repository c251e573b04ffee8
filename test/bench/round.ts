import { rowsWritten } from './limits/rawStatements.ts'
import { recordStatements } from './limits/recordStatements.ts'
import type { Size } from './trial.ts'
import { trials } from './trials/index.ts'

/** One step of a trial in a process of its own: node round.ts STEP TRIAL SIZE FILE [RECORDED]. Answers with a line of JSON. */
const [step, name, size, file, recorded] = process.argv.slice(2) as [string, string, Size, string, string]
const trial = trials.find((one) => one.name === name)
if (!trial) throw new Error(`there is no trial ${name}; there are ${trials.map((one) => one.name).join(', ')}`)

const steps: { readonly [step: string]: () => Promise<unknown> } = {
  prepare: () => trial.prepare(file, size),
  record: async () => {
    const end = recordStatements(file, recorded)
    await trial.record?.(file, size)
    end()
    return rowsWritten(recorded)
  },
  measure: () => trial.measure(file, size),
  limit: () => trial.limit(file, recorded, size),
}
console.log(JSON.stringify((await steps[step]!()) ?? null))
