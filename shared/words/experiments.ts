import { showCount, showDay } from './show.ts'

/** What the figures of splits and experiments say. */
export const experimentWords = {
  title: 'How the paths do',
  noGoal: 'Set a goal in the settings of the workflow to see which path reaches it.',
  nobody: 'Nobody was assigned to a path of this version yet.',
  open: 'No winner yet: needs more people',
  ahead: (path: string, certainty: number, needed: number) =>
    `No winner yet: ${path} is ahead, ${sure(certainty)} sure of ${sure(needed)} needed`,
  better: (path: string, certainty: number) => `${path} is better, ${sure(certainty)} sure`,
  tookOver: (path: string, when: string) => `${path} took over on ${showDay(when)}`,
  splitAnew: (path: string, version: number) =>
    `“${path}” took over in version ${version}. Publishing begins this experiment anew: customers are split again. To keep “${path}” for everybody, put the steps of “${path}” in the place of the experiment.`,
  figuresAnew: (assigned: number, version: number) =>
    `${showCount(assigned, 'customer was', 'customers were')} assigned in version ${version}. Publishing begins this experiment anew: its figures start at 0, and only customers who come here for the first time count. To keep the figures, publish when the experiment is over.`,
  counted: (goal: string) => `Counted: ${goal}`,
  entered: (count: number) => showCount(count, 'customer', 'customers'),
  reached: (count: number) => `${showCount(count, 'reached', 'reached')} the goal`,
  interval: (low: number, high: number) => `${rate(low)} to ${rate(high)}`,
  rate,
  reachedShort: 'reached it',
  about: 'Rates are those so far: who came lately may still reach the goal. The ranges hold however often you look.',
} as const

/** @example rate(0.1234) // "12%" */
function rate(share: number): string {
  const percent = share * 100
  return `${percent < 9.95 ? Number(percent.toFixed(1)) : Math.round(percent)}%`
}

/** Never more than is so: rounded down, and never 100%. */
const sure = (certainty: number): string => `${Math.min(99, Math.floor(certainty * 100 + 1e-9))}%`
