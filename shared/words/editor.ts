import { builderWords } from './editor/builder.ts'
import { canvasWords } from './editor/canvas.ts'
import { conditionWords } from './editor/condition.ts'
import { dialogsWords } from './editor/dialogs.ts'
import { fieldsWords } from './editor/fields.ts'
import { formsWords } from './editor/forms.ts'
import { shellWords } from './editor/shell.ts'
import { workflowSettingsWords } from './editor/workflowSettings.ts'

/**
 * The words of the editor's shell and builder, grouped by where they stand. Those of the other pages are in pages.ts.
 * Sentence case, no exclamation marks; what varies is a parameter.
 */
export const words = {
  ...shellWords,
  ...builderWords,
  ...canvasWords,
  ...dialogsWords,
  ...fieldsWords,
  condition: conditionWords,
  ...workflowSettingsWords,
  forms: formsWords,
} as const
