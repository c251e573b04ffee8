import { xml } from '@codemirror/lang-xml'
import { useComputedColorScheme } from '@mantine/core'
import CodeMirror, { EditorView } from '@uiw/react-codemirror'
import { words } from '../../shared/words/editor.ts'

const extensions = [
  xml(),
  EditorView.lineWrapping,
  EditorView.contentAttributes.of({ 'aria-label': words.mail.source }),
]

/** MJML as source, with colours and folding. Loaded when an e-mail is first opened. */
export function MjmlSource({
  value,
  onChange,
  height,
}: {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly height?: string
}) {
  const scheme = useComputedColorScheme('light')
  return (
    <CodeMirror
      value={value}
      onChange={onChange}
      theme={scheme}
      extensions={extensions}
      {...(height ? { height } : {})}
      style={height === '100%' ? { height: '100%' } : {}}
      // Tab leads on to the next field; who can't use a mouse can still scroll.
      indentWithTab={false}
      onCreateEditor={(view) => {
        view.scrollDOM.tabIndex = 0
      }}
      basicSetup={{ highlightActiveLine: false, foldGutter: true }}
    />
  )
}
