import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { words as shell } from '../../shared/words/editor.ts'
import { pageWords } from '../../shared/words/pages.ts'
import { PageFrame } from '../panels/PageFrame.tsx'

const words = pageWords.start

export function Start() {
  return (
    <PageFrame title={words.title} lead={words.lead} isNarrow>
      <Button component={Link} to="/workflows">
        {shell.rail.workflows}
      </Button>
    </PageFrame>
  )
}
