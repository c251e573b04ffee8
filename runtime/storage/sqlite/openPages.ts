import type { Database } from 'better-sqlite3'
import type { Pages } from '../pages.ts'

export const pagesOf = (db: Database): Pages => ({ close: () => void db.close() })
