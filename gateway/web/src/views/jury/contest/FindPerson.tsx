// A dialog that finds somebody by name.
import { useEffect, useState } from 'preact/hooks'
import { call } from '../../../api/client.ts'
import { useLoaded, useStaying } from '../../../api/loaded.ts'
import type { FoundUser } from '../../../generated/api.ts'
import { Dialog } from '../../../parts/Dialog.tsx'
import { Empty, Ready } from '../../../parts/States.tsx'
import { attempt } from '../../../parts/toasts.tsx'
import { words } from './teamWords.ts'

const TYPING_MS = 250

interface Given {
  title: string
  /** Closes the dialog when it has worked. */
  choose: (person: FoundUser) => Promise<unknown>
  onClose: () => void
}

export function FindPerson({ title, choose, onClose }: Given) {
  const [text, setText] = useState('')
  const [asked, setAsked] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setAsked(text.trim()), TYPING_MS)
    return () => clearTimeout(timer)
  }, [text])
  const loaded = useLoaded<FoundUser[]>(async (signal) => (asked ? (await call('GET /users/search', { query: { q: asked }, signal })).users : []), [asked])
  const shown = useStaying(loaded)
  const take = async (person: FoundUser) => {
    if (await attempt(() => choose(person))) onClose()
  }
  const first = loaded.value?.[0]
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        class="field"
        onSubmit={(event) => {
          event.preventDefault()
          event.stopPropagation() // the dialog may stand in another form
          if (first && text.trim() === asked) void take(first)
        }}
      >
        <label for="find-person">{words().findPerson}</label>
        <input id="find-person" type="search" value={text} autofocus autocomplete="off" onInput={(event) => setText(event.currentTarget.value)} />
      </form>
      <Ready of={shown} rows={2}>
        {(found) =>
          found.length === 0 ? (
            asked && <Empty>{words().noPerson}</Empty>
          ) : (
            <ul class="jury-found">
              {found.map((person) => (
                <li key={person.id}>
                  <span>
                    <bdi>{person.name}</bdi> {person.organization && <bdi class="hint">{person.organization}</bdi>}
                  </span>
                  <button type="button" aria-label={`${words().choose}: ${person.name}`} onClick={() => void take(person)}>
                    {words().choose}
                  </button>
                </li>
              ))}
            </ul>
          )
        }
      </Ready>
    </Dialog>
  )
}
