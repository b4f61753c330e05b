import { signal } from '@preact/signals'
import { useId } from 'preact/hooks'
import { call } from '../../../api/client.ts'
import { useLoaded } from '../../../api/loaded.ts'
import { Dialog } from '../../../parts/Dialog.tsx'
import { Form, TextArea } from '../../../parts/Form.tsx'
import { Ready } from '../../../parts/States.tsx'
import { attempt } from '../../../parts/toasts.tsx'
import { words as common } from '../../../parts/words.ts'
import { useContest } from '../../../store/access.ts'
import { words } from './words.ts'

/** Grows when a canned answer is added or removed here. */
const changed = signal(0)

function useCanned() {
  const { id } = useContest()
  return useLoaded((signal) => call('GET /contests/{contest}/canned-answers', { path: { contest: id }, signal }), [id, changed.value])
}

/** Inserts one into what is written. */
export function CannedChoice({ onChoose }: { onChoose: (text: string) => void }) {
  const id = useId()
  const canned = useCanned().value ?? []
  if (canned.length === 0) return null
  return (
    <div class="field">
      <label for={id}>{words().canned}</label>
      <select
        id={id}
        value=""
        onChange={(event) => {
          const text = canned.find((each) => each.id === event.currentTarget.value)?.text
          event.currentTarget.value = ''
          if (text) onChoose(text)
        }}
      >
        <option value="">{words().insert}</option>
        {canned.map((each) => (
          <option key={each.id} value={each.id}>
            {each.text}
          </option>
        ))}
      </select>
    </div>
  )
}

/** Adds and removes them. */
export function CannedDialog({ onClose }: { onClose: () => void }) {
  const { id: contest } = useContest()
  const canned = useCanned()
  const add = async (data: FormData, form: HTMLFormElement) => {
    const body = { text: String(data.get('text') ?? '') }
    await call('POST /contests/{contest}/canned-answers', { path: { contest }, body })
    form.reset()
    changed.value++
  }
  const remove = async (id: string) => {
    const path = { contest, canned_answer: id }
    await attempt(() => call('DELETE /contests/{contest}/canned-answers/{canned_answer}', { path }))
    changed.value++
  }
  return (
    <Dialog title={words().canned} onClose={onClose}>
      <Ready of={canned} rows={3}>
        {(all) =>
          all.length === 0 ? (
            <p class="desk-note">{words().noCanned}</p>
          ) : (
            <ul class="clarification-canned">
              {all.map((each) => (
                <li key={each.id}>
                  <span>{each.text}</span>
                  <button type="button" class="plain" aria-label={words().removeCanned(each.text)} onClick={() => void remove(each.id)}>
                    {common().remove}
                  </button>
                </li>
              ))}
            </ul>
          )
        }
      </Ready>
      <Form onSubmit={add} submit={words().addCanned}>
        <TextArea name="text" label={words().newCanned} rows={2} required />
      </Form>
    </Dialog>
  )
}
