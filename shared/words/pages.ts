import { columnWords } from './pages/columns.ts'
import { customersWords, customerWords, timelineWords } from './pages/customers.ts'
import { messageWords, outboxWords } from './pages/outbox.ts'
import { runsWords, runWords } from './pages/runs.ts'
import { segmentsWords, segmentWords } from './pages/segments.ts'
import { parkedWords, refusedWords, settingsWords, sourcesWords } from './pages/settings.ts'
import { connectWords, startWords } from './pages/start.ts'
import { storeBannerWords } from './pages/store.ts'
import { importWords, templatesWords, workflowsWords } from './pages/workflows.ts'

/** The words of the pages beside the builder, grouped by page. Those of the shell and the builder are in editor.ts. */
export const pageWords = {
  columns: columnWords,
  start: startWords,
  connect: connectWords,
  workflows: workflowsWords,
  import: importWords,
  templates: templatesWords,
  customers: customersWords,
  customer: customerWords,
  timeline: timelineWords,
  runs: runsWords,
  run: runWords,
  segments: segmentsWords,
  segment: segmentWords,
  outbox: outboxWords,
  message: messageWords,
  settings: settingsWords,
  sources: sourcesWords,
  refused: refusedWords,
  parked: parkedWords,
  store: storeBannerWords,
} as const
