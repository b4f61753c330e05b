import { useState } from 'preact/hooks'
import { call } from '../../../api/client.ts'
import type { NewPrint, Submission } from '../../../generated/api.ts'
import { problemsOf, spell } from '../../../live/time.ts'
import { Field, Form, Input, Select } from '../../../parts/Form.tsx'
import { useQuery } from '../../../parts/query.ts'
import { say } from '../../../parts/toasts.tsx'
import { verdictWords } from '../../../parts/Verdict.tsx'
import { useContest } from '../../../store/access.ts'
import { useSubmissions } from '../home/submissions.ts'
import { words } from './words.ts'

const MOST_BYTES = 100 * 1024

interface SendPrintProps {
  contest: string
  team: string
  onSent: () => Promise<void>
}

/** `?submission=` chooses one. */
export function SendPrint({ contest, team, onSent }: SendPrintProps) {
  const [query, change] = useQuery()
  const chosen = query['submission'] !== undefined
  const sent = useSubmissions(contest, team)
  const [text, setText] = useState('')
  const [name, setName] = useState('')
  const send = async (data: FormData) => {
    const body: NewPrint = chosen
      ? { submission_id: String(data.get('submission_id')) }
      : { source: text, file_name: name.trim() || null }
    await call('POST /contests/{contest}/prints', { path: { contest }, body })
    say(words().sent)
    setText('')
    setName('')
    await onSent()
  }
  const read = async (file: File | undefined) => {
    if (!file) return
    if (file.size > MOST_BYTES) return say(words().tooLarge, 'bad')
    setText(await file.text())
    setName(file.name)
  }
  return (
    <Form submit={words().send} onSubmit={send} label={words().title}>
      <Field name="what" label={words().what}>
        {(tied) => (
          <select {...tied} value={chosen ? 'submission' : 'text'} onChange={(event) => change({ submission: event.currentTarget.value === 'text' ? '' : 'last' })}>
            <option value="text">{words().text}</option>
            <option value="submission">{words().submission}</option>
          </select>
        )}
      </Field>
      {chosen ? (
        <SubmissionChoice submissions={sent?.list.value ?? []} chosen={query['submission'] ?? ''} />
      ) : (
        <>
          <Field name="source" label={words().textLabel} hint={words().textHint}>
            {(tied) => <textarea {...tied} class="source" rows={8} required spellcheck={false} value={text} onInput={(event) => setText(event.currentTarget.value)} />}
          </Field>
          <Input name="file" label={words().file} type="file" onChange={(event: Event) => void read((event.currentTarget as HTMLInputElement).files?.[0])} />
          <Field name="file_name" label={words().fileName}>
            {(tied) => <input {...tied} value={name} placeholder="print.txt" onInput={(event) => setName(event.currentTarget.value)} />}
          </Field>
        </>
      )}
    </Form>
  )
}

function SubmissionChoice({ submissions, chosen }: { submissions: readonly Submission[]; chosen: string }) {
  const { store } = useContest()
  const labels = new Map(problemsOf(store.clock.value).map(({ id, label }) => [id, label]))
  const options = submissions.map((each) => {
    const verdict = each.verdict ? ` · ${verdictWords(each.verdict)}` : ''
    return [each.id, `${labels.get(each.problem_id) ?? each.problem_id} · ${spell(each.contest_time ?? 0)} · ${each.language}${verdict}`] as const
  })
  return (
    <Select
      name="submission_id"
      label={words().submissionLabel}
      value={chosen}
      required
      options={options.length > 0 ? options : [['', words().noSubmission]]}
    />
  )
}
