import { useEffect, useState } from 'react'
import { pageWords } from '../../../shared/words/pages.ts'
import css from './Import.module.css'

/** Takes files that are dropped anywhere on the page, and says so while they are held over it. */
export function FileDrop({ onDrop }: { readonly onDrop: (files: readonly File[]) => void }) {
  const [isOver, setOver] = useState(false)
  useEffect(() => {
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false
    const over = (event: DragEvent) => {
      if (!hasFiles(event)) return
      event.preventDefault()
      setOver(true)
    }
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false)
    }
    const drop = (event: DragEvent) => {
      if (!hasFiles(event)) return
      // Without this the browser would leave the page to show the file.
      event.preventDefault()
      setOver(false)
      const files = [...(event.dataTransfer?.files ?? [])]
      if (files.length > 0) onDrop(files)
    }
    window.addEventListener('dragover', over)
    window.addEventListener('dragleave', leave)
    window.addEventListener('drop', drop)
    return () => {
      window.removeEventListener('dragover', over)
      window.removeEventListener('dragleave', leave)
      window.removeEventListener('drop', drop)
    }
  }, [onDrop])
  if (!isOver) return null
  return (
    <div className={css.drop}>
      <b>{pageWords.workflows.drop}</b>
    </div>
  )
}
