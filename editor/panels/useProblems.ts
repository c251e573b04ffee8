import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { linkedWorkflows } from '../../shared/check/links.ts'
import { emptyWorld, type World } from '../../shared/check.ts'
import { checkDocument } from '../../shared/checkDocument.ts'
import type { Problem } from '../../shared/problem.ts'
import { hasBegun } from '../../shared/words/storeTime.ts'
import { call } from '../api/call.ts'
import { useRoute } from '../api/useRoute.ts'
import { useStoreNow } from '../api/useStoreNow.ts'
import { useWorkflow } from '../store/WorkflowContext.ts'

/**
 * What is wrong with the document on screen: checked here a moment after each edit, and by the server, which also knows what only
 * it can, such as whether MJML compiles. What both say stands once.
 */
export function useProblems(): readonly Problem[] {
  const document = useWorkflow((state) => state.document)
  const edition = useWorkflow((state) => state.edition)
  const [settled] = useDebouncedValue(document, 150)
  const [asked] = useDebouncedValue(edition, 700)
  const vocabulary = useRoute('vocabulary')
  const settings = useRoute('readSettings')
  const { marketingToUnknown, sending, retention } = settings.data ?? emptyWorld
  const now = Math.floor(new Date(useStoreNow()).getTime() / minute) * minute
  const world = useMemo((): World | undefined => {
    if (!vocabulary.data) return undefined
    const { attributes, events, segments, workflows } = vocabulary.data
    return {
      attributes: new Set(attributes),
      events: new Map(events.map((event) => [event.name, new Set(event.properties)])),
      // Here only the name matters; what a segment asks is judged where its definition is.
      segments: Object.fromEntries(
        segments.map(({ id, title }) => [id, { title, when: { test: 'attribute', attribute: 'email', op: 'known' } }]),
      ),
      marketingToUnknown,
      sending,
      retention,
      workflows: linkedWorkflows(workflows),
      now: hasBegun(now) ? now : null,
    }
  }, [vocabulary.data, marketingToUnknown, sending, retention, now])
  const here = useMemo(() => (world ? checkDocument(settled, world).problems : []), [settled, world])
  const there = useQuery({
    queryKey: ['checkDocument', document.id, asked],
    queryFn: ({ signal }) => call('checkDocument', { body: { ...document }, signal }),
    enabled: asked === edition,
    placeholderData: (before) => before,
    gcTime: 0,
    staleTime: 30_000,
  })
  return useMemo(() => {
    const said = new Map(here.map((problem) => [keyOf(problem), problem]))
    // What the server said of an older edition may be mended by now; only what the page can't judge is kept meanwhile.
    const isFresh = asked === edition && !there.isPlaceholderData
    for (const problem of (there.data?.problems ?? []) as Problem[])
      if (isFresh || serverOnly.has(problem.code)) said.set(keyOf(problem), problem)
    return [...said.values()]
  }, [here, there.data, there.isPlaceholderData, asked, edition])
}

const minute = 60_000
const serverOnly: ReadonlySet<string> = new Set(['mjml', 'mailTooLarge'])

const keyOf = ({ code, node, path }: Problem): string => `${code} ${node ?? ''} ${path ?? ''}`
