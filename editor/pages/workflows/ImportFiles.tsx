import { notifications } from '@mantine/notifications'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { parseDocument } from '../../../shared/parseDocument.ts'
import type { ParsedJson } from '../../../shared/parseJson.ts'
import { pageWords } from '../../../shared/words/pages.ts'
import { ImportDialog } from './ImportDialog.tsx'

const words = pageWords.import

interface Props {
  readonly files: readonly File[]
  readonly onDone: () => void
}

/** Imports dropped files one after the other, each after its own question. A file alone opens when it is imported. */
export function ImportFiles({ files, onDone }: Props) {
  const [index, setIndex] = useState(0)
  const [read, setRead] = useState<ParsedJson>()
  const navigate = useNavigate()
  const file = files[index]
  useEffect(() => {
    let isCurrent = true
    setRead(undefined)
    void file?.text().then((text) => isCurrent && setRead(parseDocument(text)))
    return () => {
      isCurrent = false
    }
  }, [file])
  if (!file || !read) return null
  const next = () => (index + 1 < files.length ? setIndex(index + 1) : onDone())
  return (
    <ImportDialog
      key={index}
      from={
        files.length > 1 ? `${words.from(file.name)}. ${words.nth(index + 1, files.length)}` : words.from(file.name)
      }
      read={read}
      onClose={next}
      onImported={({ id, title }) => {
        notifications.show({ message: words.imported(title) })
        next()
        if (files.length === 1) void navigate({ to: '/workflows/$id', params: { id } })
      }}
    />
  )
}
