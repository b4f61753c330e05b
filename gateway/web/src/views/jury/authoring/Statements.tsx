// The statements of a problem, one in each language: written with a preview, and shown as the platform makes them.
import { useEffect, useState } from 'preact/hooks'
import { call } from '../../../api/client.ts'
import { useLoaded, type Loaded } from '../../../api/loaded.ts'
import type { Statement as Made } from '../../../generated/api.ts'
import { AskingButton } from '../../../parts/Dialog.tsx'
import { Form, Select } from '../../../parts/Form.tsx'
import { useKept } from '../../../parts/kept.ts'
import { useQuery } from '../../../parts/query.ts'
import { Ready } from '../../../parts/States.tsx'
import { Statement } from '../../../parts/Statement.tsx'
import { say } from '../../../parts/toasts.tsx'
import type { Held } from './EditProblem.tsx'
import { Writing } from './Writing.tsx'
import { words } from './words.ts'

/** After which LaTeX that is being typeset is looked at again, in ms; then somebody has to ask. */
const LOOKS_MS = [1500, 3000, 6000, 12_000]

export function Statements({ held: { problem }, loaded }: { held: Held; loaded: Loaded<Held> }) {
  const [{ language = problem.languages.includes('en') ? 'en' : (problem.languages[0] ?? 'en') }, setQuery] = useQuery()
  const [adding, setAdding] = useState('')
  const known = problem.languages.includes(language)
  const statement = useLoaded<Made | null>(async (signal) => {
    if (!known) return null
    return (await call('GET /problems/{problem}', { path: { problem: problem.id }, query: { language }, signal })).statement
  }, [problem.id, language, known])
  const changed = async () => {
    await loaded.reload()
    await statement.reload()
  }
  const remove = async () => {
    await call('DELETE /problems/{problem}/statements/{language}', { path: { problem: problem.id, language } })
    setQuery({ language: '' })
    await loaded.reload()
  }
  return (
    <section class="panel" aria-labelledby="statements">
      <h2 id="statements">{words().parts.statement}</h2>
      <div class="jury-acts">
        {[...new Set([...problem.languages, language])].map((each) => (
          <button key={each} type="button" class={each === language ? 'primary' : ''} aria-pressed={each === language} onClick={() => setQuery({ language: each })}>
            {each}
          </button>
        ))}
        <form
          class="author-inline"
          onSubmit={(event) => {
            event.preventDefault()
            setQuery({ language: adding })
            setAdding('')
          }}
        >
          <input aria-label={words().addLanguage} placeholder="de" size={6} value={adding} required pattern="[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}" onInput={(event) => setAdding(event.currentTarget.value)} />
          <button type="submit">+ {words().addLanguage}</button>
        </form>
        {known && problem.languages.length > 1 && (
          <AskingButton label={words().removeStatement(language)} question={<p>{words().removeStatementAsk}</p>} act={remove} />
        )}
      </div>
      <Ready of={statement}>{(made) => <Editor key={`${language} ${known}`} problem={problem.id} language={language} made={made} changed={changed} />}</Ready>
    </section>
  )
}

interface EditorProps {
  problem: string
  language: string
  made: Made | null
  changed: () => Promise<void>
}

function Editor({ problem, language, made, changed }: EditorProps) {
  const [text, setText, forget] = useKept(`statement.${problem}.${language}`, () => made?.text ?? '')
  const [format, setFormat] = useState<'latex' | 'markdown'>(made?.format ?? 'markdown')
  const save = async () => {
    await call('PUT /problems/{problem}/statements/{language}', { path: { problem, language }, body: { text, format } })
    forget()
    say(words().saved)
    await changed()
  }
  const formats = Object.entries(words().formats)
  return (
    <>
      <Form onSubmit={save} submit={words().saveStatement} class="author-form">
        <Select name="format" label={words().format} options={formats} value={format} onChange={(event: Event) => setFormat((event.currentTarget as HTMLSelectElement).value as 'markdown')} />
        <Writing problem={problem} text={text} format={format} language={language} onInput={setText} />
      </Form>
      {made && <AsShown made={made} again={changed} />}
    </>
  )
}

function AsShown({ made, again }: { made: Made; again: () => Promise<void> }) {
  const [looks, setLooks] = useState(0)
  useEffect(() => {
    const wait = made.pending ? LOOKS_MS[looks] : undefined
    if (wait === undefined) return
    const timer = setTimeout(() => {
      setLooks(looks + 1)
      void again()
    }, wait)
    return () => clearTimeout(timer)
  }, [made.pending, looks])
  return (
    <details class="author-shown" open={made.format === 'latex'}>
      <summary>{words().asPlatform}</summary>
      {made.pending && (
        <p role="status">
          {words().typesetting}{' '}
          <button type="button" onClick={() => void again()}>
            {words().again}
          </button>
        </p>
      )}
      {made.note && <p class="fault">{made.note}</p>}
      {made.missing.length > 0 && <p class="fault">{words().missing(made.missing.join(', '))}</p>}
      <Statement html={made.html} language={made.language} level={3} />
    </details>
  )
}

