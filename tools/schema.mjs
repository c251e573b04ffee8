// node tools/with.mjs node tools/schema.mjs
//
// Writes shared/workflow.schema.json, the published JSON Schema of workflow files, from the schemas in shared/.
import { writeFileSync } from 'node:fs'
import { workflowSchemaText } from '../shared/schema.ts'

writeFileSync(new URL('../shared/workflow.schema.json', import.meta.url), workflowSchemaText())
