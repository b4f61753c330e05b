import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { language as ofPage } from '../language.ts'
import { useSurface } from './useSurface.ts'
import { words } from './words.ts'
import './editor.css'

interface EditorProps {
  /** Another one: another document, with a history of its own. */
  name: string
  text: string
  /** Another one: the text was changed from outside. What is typed comes back later than it is typed, and changes nothing. */
  revision: number
  language: string
  label: string
  onChange: (text: string) => void
  onFiles: (files: File[]) => void
}

/** A source to write. What is typed comes by `onChange` at once. */
export function Editor({ name, text, revision, language, label, onChange, onFiles }: EditorProps) {
  const handlers = useRef({ onChange, onFiles })
  handlers.current = { onChange, onFiles }
  const plain = useRef<HTMLTextAreaElement>(null)
  // where somebody writes already when the editor takes the place of the plain text: it goes on there
  const cursor = useRef<number | null>(null)
  const { host, surface } = useSurface(
    (made, where) => {
      cursor.current = plain.current !== null && document.activeElement === plain.current ? plain.current.selectionEnd : null
      return made.editor(where, {
        text,
        language,
        label,
        phrases: words().phrases,
        hint: words().leave,
        invites: words().type,
        onChange: (now) => handlers.current.onChange(now),
        onFiles: (files) => handlers.current.onFiles(files),
      })
    },
    [name, ofPage.value],
  )
  // before anything more can be typed, which it would take back
  useLayoutEffect(() => surface?.put(text), [surface, revision])
  useLayoutEffect(() => {
    if (cursor.current !== null) surface?.focus(cursor.current)
  }, [surface])
  useEffect(() => void surface?.speak(language), [surface, language])
  return (
    <>
      <div ref={host} class="code-host filling" hidden={!surface} />
      {!surface && (
        <textarea ref={plain} class="code-host filling code-plain" aria-label={label} value={text} spellcheck={false} onInput={(event) => onChange(event.currentTarget.value)} />
      )}
    </>
  )
}
