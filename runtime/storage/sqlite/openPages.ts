import type { Database } from 'better-sqlite3'
import type { Pages } from '../pages.ts'
import { customerPages } from './customerPages.ts'
import { enteringPages } from './enteringPages.ts'
import { messagePages } from './messagePages.ts'
import { numberPages } from './numberPages.ts'
import { openReader } from './openDatabase.ts'
import { refusedPages } from './refusedPages.ts'
import { runPages } from './runPages.ts'
import { segmentPages } from './segmentPages.ts'
import { storePages } from './storePages.ts'
import { timelinePages } from './timelinePages.ts'
import { vocabularyPages } from './vocabularyPages.ts'
import { workflowPages } from './workflowPages.ts'

/** Pages over a connection that cannot write: for a thread of their own. The database must have been opened by its writer before. */
export function openPages({ file }: { readonly file: string }): Pages {
  const db = openReader(file)
  return { ...pagesOf(db), close: () => void db.close() }
}

/** Pages over a connection that somebody else closes. */
export function pagesOf(db: Database): Pages {
  return {
    ...storePages(db),
    ...vocabularyPages(db),
    ...refusedPages(db),
    ...workflowPages(db),
    ...numberPages(db),
    ...customerPages(db),
    ...enteringPages(db),
    ...timelinePages(db),
    ...runPages(db),
    ...segmentPages(db),
    ...messagePages(db),
    close: () => {},
  }
}
