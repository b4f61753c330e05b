import { language as ofPage } from '../language.ts'
import { useSurface } from './useSurface.ts'
import { words } from './words.ts'
import './editor.css'

interface CodeProps {
  text: string
  /** Id of the platform's language: `cpp`, `python3`. */
  language: string
  /** For screen readers: what this is. */
  label: string
}

/** A source to read, with colours and line numbers. Plain text until the editor is loaded. */
export function Code({ text, language, label }: CodeProps) {
  const { host, surface } = useSurface(
    (made, where) => made.reader(where, { text, language, label, phrases: words().phrases }),
    [text, language, label, ofPage.value],
  )
  return (
    <>
      <div ref={host} class="code-host" hidden={!surface} />
      {!surface && (
        <div class="code-host">
          <pre class="code-plain">{text}</pre>
        </div>
      )}
    </>
  )
}

interface DiffProps extends CodeProps {
  before: string
  /** What the two are called. */
  names: [before: string, now: string]
}

/** `text` with what was changed since `before`. */
export function Diff({ text, before, language, label, names }: DiffProps) {
  const { host, surface } = useSurface(
    (made, where) =>
      made.difference(where, { text, language, label: `${label}. ${words().differences(...names)}`, phrases: words().phrases }, before),
    [text, before, language, label, ...names, ofPage.value],
  )
  if (text === before) return <p class="empty">{words().equal}</p>
  return <div ref={host} class="code-host" aria-busy={!surface} />
}
