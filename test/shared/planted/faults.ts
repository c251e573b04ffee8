import { conditionFaults } from './conditionFaults.ts'
import { formFaults } from './formFaults.ts'
import { joiningFaults } from './joiningFaults.ts'
import { messageFaults } from './messageFaults.ts'
import { neighbourFaults } from './neighbourFaults.ts'
import type { Faults } from './planting.ts'
import { triggerFaults } from './triggerFaults.ts'

/** Planters for each class of fault that the contract and rule 32 name, by the code of its problem. */
export const faults: Faults = {
  ...joiningFaults,
  ...triggerFaults,
  ...conditionFaults,
  ...neighbourFaults,
  ...messageFaults,
  ...formFaults,
}
