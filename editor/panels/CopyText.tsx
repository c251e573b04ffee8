import { ActionIcon, CopyButton, Tooltip } from '@mantine/core'
import { Check, Copy } from 'lucide-react'
import { words } from '../../shared/words/editor.ts'

/** Puts a text into the clipboard and says so. */
export function CopyText({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <CopyButton value={text}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? words.common.copied : label} opened={copied || undefined}>
          <ActionIcon size={28} onClick={copy} aria-label={label}>
            {copied ? (
              <Check size={14} strokeWidth={1.8} aria-hidden />
            ) : (
              <Copy size={14} strokeWidth={1.6} aria-hidden />
            )}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  )
}
