/**
 * Every size that Perennial bounds, in one place. A refusal names the limit that it met.
 * Sizes are in bytes of UTF-8 unless the name says otherwise; durations in milliseconds.
 */
export const limits = {
  bodyBytes: 1_000_000,
  eventBytes: 32_000,
  batchEvents: 1_000,
  jsonDepth: 32,
  nameLength: 200,
  idLength: 64,
  textTraitBytes: 10_000,
  attributes: 500,
  attributesBytes: 64_000,
  workflowNodes: 1_000,
  workflowBytes: 2_000_000,
  noteBytes: 10_000,
  mjmlBytes: 500_000,
  mailBytes: 1_000_000,
  mailWarningBytes: 102_000,
  liveWorkflows: 500,
  segments: 1_000,
  activeRuns: 100,
  consequences: 100,
  causes: 20,
  liquidMilliseconds: 50,
  predicateTerms: 50,
  predicateDepth: 5,
  branchPaths: 50,
  waitEvents: 20,
  exitRules: 20,
  historyPerEvent: 10_000,
  webhookMilliseconds: 30_000,
  webhookAnswerBytes: 1_000_000,
  freeDiskBytes: 1_000_000_000,
  pageItems: 200,
  problems: 1_000,
} as const

