import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream'
import { type CsvError, parse } from 'csv-parse'
import { parseJson } from '../../shared/parse.ts'
import { Refusal } from '../../shared/problem.ts'
import { unreadable } from './read.ts'

/** A row of a file, its values as text by column. */
export type Row = Readonly<Record<string, string>>
/** What came of a line: a row, or why there is none. */
export type ReadRow = { readonly row: Row; readonly line: number } | { readonly line: number; readonly why: string }

/** The rows of a CSV file (by its first line) or of one with a JSON object a line. */
export function readRows(file: string): AsyncIterable<ReadRow> {
  return isJsonLines(file) ? jsonRows(file) : csvRows(file)
}

export const isJsonLines = (file: string): boolean => /\.(jsonl|ndjson|json)$/i.test(file)

async function* csvRows(file: string): AsyncIterable<ReadRow> {
  const parser = parse({ columns: true, relax_column_count: true, info: true })
  // A failure to read ends the parser, and whoever reads from it hears of it.
  pipeline(textOf(file), parser, () => {})
  type Read = { record: Row; info: { lines: number; error?: CsvError } }
  for await (const { record, info } of parser as AsyncIterable<Read>)
    yield info.error ? { line: info.lines, why: 'columnCount' } : { row: record, line: info.lines }
}

async function* jsonRows(file: string): AsyncIterable<ReadRow> {
  for await (const { value, line, why } of jsonLines(file)) {
    if (why !== undefined) yield { line, why }
    else if (typeof value !== 'object' || value === null || Array.isArray(value)) yield { line, why: 'wrongType' }
    else yield { line, row: Object.fromEntries(Object.entries(value).map(([key, part]) => [key, cellOf(part)])) }
  }
}

/** The values of a file with one JSON value a line; empty lines are none. */
export async function* jsonLines(file: string): AsyncIterable<{ value: unknown; line: number; why?: string }> {
  let line = 0
  for await (const text of linesOf(file)) {
    line++
    if (text.trim() === '') continue
    const { value, problems } = parseJson(text)
    yield problems[0] ? { value, line, why: problems[0].code } : { value, line }
  }
}

/** The lines of a file. For `readline` one also ends at U+2028 and U+2029, which JSON may hold as they are. */
async function* linesOf(file: string): AsyncIterable<string> {
  let line = ''
  for await (const chunk of textOf(file)) {
    const [end = '', ...others] = chunk.split('\n')
    line += end
    for (const next of others) {
      yield line
      line = next
    }
  }
  yield line
}

/** A file's text, without a byte order mark. */
async function* textOf(file: string): AsyncIterable<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>)
      yield decoder.decode(chunk, { stream: true })
    yield decoder.decode()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_ENCODING_INVALID_ENCODED_DATA') throw unreadable(file, error)
    throw new Refusal([{ code: 'fileNotUtf8', severity: 'error', params: { file } }])
  }
}

const cellOf = (value: unknown) => (typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value))
