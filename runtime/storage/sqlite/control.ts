import type { ControlChange, ControlResult } from '../control.ts'
import { type ChangeContext, type Changes, changeContext } from './changeContext.ts'
import { customerChanges } from './customerChanges.ts'
import type { erasureOf } from './erasure.ts'
import { messageChanges } from './messageChanges.ts'
import type { Partition } from './partition.ts'
import { refusedChanges } from './refusedChanges.ts'
import { segmentChanges } from './segmentChanges.ts'
import { sourceChanges } from './sourceChanges.ts'
import { storeChanges } from './storeChanges.ts'
import { workflowChanges } from './workflowChanges.ts'

/** What people change: checked against what is there, written with its marker, or refused without a trace (H13). */
export function controlChanges(
  partition: Partition,
  append: ChangeContext['append'],
  erasure: Pick<ReturnType<typeof erasureOf>, 'survivor' | 'keepOut' | 'copies'>,
): (change: ControlChange, wall: number) => ControlResult {
  const context = changeContext(partition, append)
  const segments = segmentChanges(context)
  const changes: Changes = {
    ...workflowChanges(context, segments.saveSegment),
    ...segments,
    ...sourceChanges(context),
    ...refusedChanges(context),
    ...messageChanges(context),
    ...storeChanges(context),
    ...customerChanges(context, erasure),
  }

  return (change, wall) => {
    let result: ControlResult | undefined
    try {
      partition.write(() => {
        result = (changes[change.do] as (change: ControlChange, wall: number) => ControlResult)(change, wall)
        if (!result.ok) throw undone
      })
    } catch (error) {
      if (error !== undone) throw error
    }
    return result!
  }
}

// Thrown to leave no trace of a change that was refused half-way.
const undone = new Error('refused')
