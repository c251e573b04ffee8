import { useEffect } from 'react'
import { words } from '../../shared/words/editor.ts'

/** What the browser's tab is called: somebody with ten of them finds this one. */
export function TabTitle({ of }: { readonly of: string }) {
  useEffect(() => {
    document.title = `${of} · ${words.product}`
    return () => {
      document.title = words.product
    }
  }, [of])
  return null
}
