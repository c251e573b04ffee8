import { pageWords } from '../../../shared/words/pages.ts'

const words = pageWords.workflows

/** Which version is out, and whether the draft has gone on since. */
export function VersionState({ version, changed }: { readonly version: number | null; readonly changed: boolean }) {
  if (version === null) return <span className="quiet">{words.unpublished}</span>
  return (
    <>
      {words.version(version)}
      {changed && <span className="quiet">{`, ${words.changed}`}</span>}
    </>
  )
}
