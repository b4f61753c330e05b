// What the jury says to everybody, with a preview; taken back with a click, which can be undone.
import { useState } from 'preact/hooks'
import { call } from '../../../api/client.ts'
import type { Announced } from '../../../generated/live.ts'
import { Form, Select, TextArea } from '../../../parts/Form.tsx'
import { clockTime, dateTime } from '../../../parts/format.ts'
import { Empty } from '../../../parts/States.tsx'
import { attempt, say } from '../../../parts/toasts.tsx'
import { words as common } from '../../../parts/words.ts'
import { useContest } from '../../../store/access.ts'
import { useProblems } from '../desk/names.tsx'
import { JuryPage } from './JuryPage.tsx'
import { words } from './teamWords.ts'
import './problems.css'
import './teams.css'

const LONGEST = 2000

export default function Announcements() {
  return (
    <JuryPage part="announcements">
      <Say />
      <Said />
    </JuryPage>
  )
}

function Say() {
  const { id } = useContest()
  const problems = useProblems()
  const [text, setText] = useState('')
  const [about, setAbout] = useState('')
  const [made, setMade] = useState(0)
  const announce = async () => {
    await call('POST /contests/{contest}/announcements', { path: { contest: id }, body: { text: text.trim(), ...(about && { problem_id: about }) } })
    setText('')
    setAbout('')
    setMade(made + 1)
    say(words().announced)
  }
  const options = [['', words().general] as const, ...problems.map((problem) => [problem.id, `${problem.label} ${problem.name ?? ''}`] as const)]
  return (
    <section class="panel" aria-labelledby="say">
      <h3 id="say">{words().say}</h3>
      <Form key={made} onSubmit={announce} submit={words().announce}>
        <TextArea
          name="text"
          label={words().text}
          hint={words().textHint}
          required
          rows={3}
          maxLength={LONGEST}
          onInput={(event: Event) => setText((event.currentTarget as HTMLTextAreaElement).value)}
        />
        <Select
          name="problem_id"
          label={words().about}
          hint={problems.length === 0 ? words().aboutHint : undefined}
          options={options}
          onChange={(event: Event) => setAbout((event.currentTarget as HTMLSelectElement).value)}
        />
        {text.trim() && (
          <div>
            <b>{words().preview}</b>
            <div class="announcements" role="group" aria-label={words().preview}>
              <p>
                <time>{clockTime(Date.now())}</time>
                {about && <b>{problems.find((problem) => problem.id === about)?.label}</b>}
                <span>{text.trim()}</span>
              </p>
            </div>
          </div>
        )}
      </Form>
    </section>
  )
}

function Said() {
  const { id, store } = useContest()
  const problems = useProblems()
  const said = [...store.announcements.value].reverse()
  const again = ({ text, problem }: Announced) =>
    attempt(
      () => call('POST /contests/{contest}/announcements', { path: { contest: id }, body: { text, ...(problem && { problem_id: problem }) } }),
      words().sayAgain,
    )
  const takeBack = async (announcement: Announced) => {
    const path = { contest: id, announcement: announcement.id }
    if (!(await attempt(() => call('DELETE /contests/{contest}/announcements/{announcement}', { path })))) return
    say(words().takenBack, 'good', { label: common().undo, do: () => again(announcement) })
  }
  return (
    <section class="panel" aria-labelledby="said">
      <h3 id="said">{words().said}</h3>
      {said.length === 0 && <Empty>{words().nothingSaid}</Empty>}
      <ul class="jury-found all">
        {said.map((announcement) => (
          <li key={announcement.id}>
            <span>
              <time class="hint">{dateTime(announcement.at)}</time>{' '}
              {announcement.problem && <b>{problems.find((problem) => problem.id === announcement.problem)?.label} </b>}
              {announcement.text}
            </span>
            <button type="button" aria-label={`${words().takeBack}: ${announcement.text}`} onClick={() => void takeBack(announcement)}>
              {words().takeBack}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
