import { z } from 'zod'
import { Workflow } from './workflow.ts'

/** The published JSON Schema of workflow files (draft 2020-12); `shared/workflow.schema.json` is its text. */
export function workflowJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(Workflow, {
    target: 'draft-2020-12',
    io: 'input',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema === Workflow)
        Object.assign(jsonSchema, { patternProperties: { '^x-': {} }, additionalProperties: false })
    },
  })
}

/** The bytes of `shared/workflow.schema.json`. */
export const workflowSchemaText = (): string => `${JSON.stringify(workflowJsonSchema(), null, 2)}\n`
