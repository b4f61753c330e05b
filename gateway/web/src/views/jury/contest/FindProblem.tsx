// A dialog that finds problems for a contest: those that one prepares, drafts too, and those of the archive.
import { useEffect, useState } from 'preact/hooks'
import { call } from '../../../api/client.ts'
import { useLoaded, useStaying } from '../../../api/loaded.ts'
import { Dialog } from '../../../parts/Dialog.tsx'
import { Empty, Ready } from '../../../parts/States.tsx'
import { words } from './problemWords.ts'

const TYPING_MS = 200
const SHOWN = 20

interface Found {
  id: string
  title: string
  published: boolean
}

export function FindProblem({ chosen, add, onClose }: { chosen: readonly string[]; add: (id: string, title: string) => void; onClose: () => void }) {
  const [text, setText] = useState('')
  const [asked, setAsked] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setAsked(text.trim()), TYPING_MS)
    return () => clearTimeout(timer)
  }, [text])
  const loaded = useLoaded<{ asked: string; found: Found[] }>(async (signal) => {
    const [prepared, archive] = await Promise.all([
      call('GET /problems/prepared', { query: { q: asked, limit: SHOWN }, signal }),
      call('GET /problems/search', { query: { q: asked, limit: SHOWN }, signal }),
    ])
    const published = archive.problems.map(({ id, title }) => ({ id, title, published: true }))
    const all = [...prepared.problems, ...published]
    return { asked, found: all.filter(({ id }, number) => all.findIndex((other) => other.id === id) === number) }
  }, [asked])
  const shown = useStaying(loaded)
  const [hurry, setHurry] = useState<string | null>(null)
  const settled = loaded.value?.asked === text.trim()
  const first = loaded.value?.found.find(({ id }) => !chosen.includes(id))
  useEffect(() => {
    if (hurry !== text.trim() || !settled) return // who types fast presses Enter before the answer to what was typed is here
    setHurry(null)
    if (first) add(first.id, first.title)
  }, [hurry, settled])
  return (
    <Dialog title={words().add} onClose={onClose}>
      <form
        class="field"
        onSubmit={(event) => {
          event.preventDefault()
          setHurry(text.trim())
        }}
      >
        <label for="find-problem">{words().find}</label>
        <input id="find-problem" type="search" value={text} autofocus autocomplete="off" onInput={(event) => setText(event.currentTarget.value)} />
      </form>
      <Ready of={shown} rows={4}>
        {({ found }) =>
          found.length === 0 ? (
            <Empty>{words().nothing}</Empty>
          ) : (
            <ul class="jury-found" aria-label={words().found}>
              {found.map(({ id, title, published }) => (
                <li key={id}>
                  <span>
                    {title} <code>{id}</code> {!published && <span class="badge">{words().draft}</span>}
                  </span>
                  {chosen.includes(id) ? (
                    <span class="hint">✓ {words().isIn}</span>
                  ) : (
                    <button type="button" aria-label={`${words().addThis}: ${title}`} onClick={() => add(id, title)}>
                      {words().addThis}
                    </button>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Ready>
      <footer>
        <a class="button" href="/problems/new">
          {words().new}
        </a>
      </footer>
    </Dialog>
  )
}
