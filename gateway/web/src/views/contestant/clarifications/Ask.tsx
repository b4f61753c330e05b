import { call } from '../../../api/client.ts'
import type { CountedProblem } from '../../../live/time.ts'
import { Field, Form, Select } from '../../../parts/Form.tsx'
import { useKept } from '../../../parts/kept.ts'
import { say } from '../../../parts/toasts.tsx'
import { words as common } from '../../../parts/words.ts'
import { words } from './words.ts'

interface AskProps {
  contest: string
  problems: readonly CountedProblem[]
  /** Label of the problem that it is about; empty: in general. */
  about: string
  onSent: () => unknown
  onCancel: () => void
}

/** Asks the jury. What is typed is kept in this window until it is sent. */
export function Ask({ contest, problems, about, onSent, onCancel }: AskProps) {
  const [draft, setDraft, forget] = useKept(`question.${contest}`, () => '')
  const send = async (data: FormData) => {
    const body = { question: String(data.get('question')), problem_id: String(data.get('problem_id')) }
    await call('POST /contests/{contest}/clarifications', { path: { contest }, body })
    setDraft('')
    forget()
    say(words().sent)
    await onSent()
  }
  const options = [['', words().general] as const, ...problems.map((problem) => [problem.id, `${problem.label} ${problem.name ?? ''}`.trim()] as const)]
  return (
    <Form
      submit={words().send}
      onSubmit={send}
      label={words().ask}
      beside={
        <button type="button" onClick={onCancel}>
          {common().cancel}
        </button>
      }
    >
      <Select name="problem_id" label={words().about} value={problems.find((problem) => problem.label === about)?.id ?? ''} options={options} />
      <Field name="question" label={words().question} hint={words().questionHint}>
        {(tied) => <textarea {...tied} rows={4} required value={draft} onInput={(event) => setDraft(event.currentTarget.value)} />}
      </Field>
    </Form>
  )
}
