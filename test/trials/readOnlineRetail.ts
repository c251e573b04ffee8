import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { instantOf } from './londonTime.ts'

export interface Row {
  readonly invoice: string
  /** Empty where the file names nobody; `17850.0` is read as `17850`. */
  readonly customer: string
  readonly time: number
  /** The row as it stands in its file. */
  readonly text: string
}

/** All rows of UCI Online Retail, file by file, read by nothing that the product uses. */
export function readOnlineRetail(folder: string): readonly Row[] {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.csv'))
    .sort()
  return files.flatMap((name) => {
    const [header, ...lines] = readFileSync(join(folder, name), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
    if (header !== columns) throw new Error(`${name}: expected the columns ${columns}, got ${header}`)
    return lines.map((text) => rowOf(text, name))
  })
}

const columns = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country'

function rowOf(text: string, file: string): Row {
  const fields = [...text.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted ?? plain ?? '',
  )
  const [invoice, , , , date, , customer] = fields
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)$/.exec(date ?? '') ?? []
  if (fields.length !== 8 || !invoice || customer === undefined || !year)
    throw new Error(`${file}: expected 8 fields with a date such as 2010-12-01 08:26:00, got ${text}`)
  const wallTime = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second))
  return { invoice, customer: customer.replace(/\.0$/, ''), time: instantOf(wallTime), text }
}
