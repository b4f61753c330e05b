import { useRef, useState } from 'preact/hooks'
import { call } from '../../../api/client.ts'
import type { Clarification } from '../../../generated/api.ts'
import { Field, Form } from '../../../parts/Form.tsx'
import { useKeys } from '../../../parts/keys.ts'
import { say } from '../../../parts/toasts.tsx'
import { useContest } from '../../../store/access.ts'
import { CannedChoice } from './Canned.tsx'
import { draftOf, keepDraft } from './drafts.ts'
import { words } from './words.ts'

interface AnswerProps {
  of: Clarification
  /** Claims the question: done when somebody begins to write, so that two jurors do not answer. null: no need. */
  claim: (() => Promise<boolean>) | null
  reload: () => Promise<void>
}

/** Writes the answer, or another wording of it, with a preview of what will be seen. */
export function AnswerForm({ of, claim, reload }: AnswerProps) {
  const { id: contest } = useContest()
  const [draft, setDraft] = useState(() => draftOf(of.id) ?? { text: of.answer, toAll: of.to_all })
  const latest = useRef(draft) // what is typed right before it is sent is not drawn yet
  const claiming = useRef(false)
  const form = useRef<HTMLDivElement>(null)
  const changes = of.state === 'answered'
  const write = (text: string, toAll = latest.current.toAll) => {
    latest.current = { text, toAll }
    setDraft(latest.current)
    keepDraft(of.id, text === of.answer && toAll === of.to_all ? null : { text, toAll })
    if (!claim || claiming.current || text === '') return
    claiming.current = true
    void claim().then((worked) => (claiming.current = worked))
  }
  const send = async () => {
    const body = { answer: latest.current.text, to_all: latest.current.toAll }
    const path = { contest, clarification: of.id }
    await call('PUT /contests/{contest}/clarifications/{clarification}/answer', { path, body, match: changes ? of.version : '*' })
    keepDraft(of.id, null)
    say(words().sent)
    await reload()
  }
  const submit = () => form.current?.querySelector('form')?.requestSubmit()
  useKeys([{ key: '$mod+Enter', does: words().keys.send, act: submit, typing: true }], [words()])
  return (
    <div ref={form}>
      <Form onSubmit={send} submit={changes ? words().sendChanged : words().send} label={words().answer} class="clarification-form">
        <Field name="answer" label={changes ? words().change : words().answer} hint={words().answerHint}>
          {(tied) => (
            <textarea
              {...tied}
              rows={5}
              required
              value={draft.text}
              onInput={(event) => write(event.currentTarget.value)}
            />
          )}
        </Field>
        <CannedChoice onChoose={(text) => write([latest.current.text, text].filter(Boolean).join('\n'))} />
        <label class="clarification-all">
          <input type="checkbox" checked={draft.toAll} onChange={(event) => write(latest.current.text, event.currentTarget.checked)} />
          <span>{words().alsoToAll}</span>
          <small class="hint">{words().alsoToAllHint}</small>
        </label>
        <Preview of={of} text={draft.text} toAll={draft.toAll} />
        {changes && <p class="desk-note">{of.to_all && !draft.toAll ? words().takesBack : words().renotifies}</p>}
      </Form>
    </div>
  )
}

/** What the team and everybody will see. */
function Preview({ of, text, toAll }: { of: Clarification; text: string; toAll: boolean }) {
  return (
    <section class="clarification-preview" aria-label={words().preview}>
      <h4>{words().preview}</h4>
      {text.trim() === '' ? (
        <p class="desk-note">{words().nothingTyped}</p>
      ) : (
        <>
          <p class="desk-note">{words().seenByTeam(of.team_name ?? of.team_id)}</p>
          {of.question && <blockquote class="clarification-text">{of.question}</blockquote>}
          <p class="clarification-text answer">{text}</p>
          {toAll && (
            <>
              <p class="desk-note">{words().seenByAll}</p>
              <p class="clarification-text all">{text}</p>
            </>
          )}
        </>
      )}
    </section>
  )
}
