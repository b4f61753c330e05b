// Who may take part in a contest, until when, and how.
import { useEffect, useState } from 'preact/hooks'
import { ApiError, call, callWithTag } from '../../../api/client.ts'
import { useLoaded, type Loaded } from '../../../api/loaded.ts'
import type { NewRegistrationSettings, ShownRegistrationSettings } from '../../../generated/api.ts'
import { Field, Form, Input, TextArea } from '../../../parts/Form.tsx'
import { dateTime } from '../../../parts/format.ts'
import { Ready } from '../../../parts/States.tsx'
import { say } from '../../../parts/toasts.tsx'
import { words as common } from '../../../parts/words.ts'
import { useContest } from '../../../store/access.ts'
import { FindPerson } from './FindPerson.tsx'
import { JuryPage } from './JuryPage.tsx'
import { words } from './teamWords.ts'
import { ownZone, parseWall, wallText } from './times.ts'
import './problems.css'
import './teams.css'

interface Held {
  settings: ShownRegistrationSettings
  tag: string
}

export default function Registration() {
  const { id } = useContest()
  const loaded = useLoaded<Held>(async (signal) => {
    const { value, tag } = await callWithTag('GET /contests/{contest}/registration-settings', { path: { contest: id }, signal })
    return { settings: value, tag }
  }, [id])
  return (
    <JuryPage part="registration">
      <Ready of={loaded} rows={8}>
        {(held) => <Editor held={held} loaded={loaded} />}
      </Ready>
    </JuryPage>
  )
}

function lines(data: FormData, name: string): string[] {
  return String(data.get(name))
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
}

function moment(data: FormData, name: string): number | null {
  return parseWall(String(data.get(name)), ownZone())
}

function Editor({ held, loaded }: { held: Held; loaded: Loaded<Held> }) {
  const { id } = useContest()
  const { settings } = held
  const [accounts, setAccounts] = useState(settings.accounts ?? [])
  const [theirs, setTheirs] = useState<ShownRegistrationSettings | null>(null)
  const save = async (data: FormData) => {
    const code = String(data.get('code') ?? '').trim()
    const body: NewRegistrationSettings = {
      members_min: Number(data.get('members_min')),
      members_max: Number(data.get('members_max')),
      opens: moment(data, 'opens'),
      closes: moment(data, 'closes'),
      approval: String(data.get('approval')) as 'none',
      groups: lines(data, 'groups'),
      networks: lines(data, 'networks'),
      accounts,
      ...(code && { code }),
    }
    try {
      const { value, tag } = await callWithTag('PUT /contests/{contest}/registration-settings', { path: { contest: id }, body, match: held.tag })
      loaded.set({ settings: value, tag })
      setTheirs(null)
      say(words().saved)
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 412)) throw error
      const { value, tag } = await callWithTag('GET /contests/{contest}/registration-settings', { path: { contest: id } })
      setTheirs(value)
      loaded.set({ settings: value, tag })
    }
  }
  const time = (at: number | null) => (at === null ? '' : wallText(at, ownZone()))
  return (
    <section class="panel" aria-labelledby="who">
      <h3 id="who">{words().who}</h3>
      {theirs && <Theirs settings={theirs} />}
      <Form onSubmit={save} submit={words().saveRegistration} class="jury-registration">
        <div class="jury-pair">
          <Input name="members_min" label={words().membersMin} type="number" min={1} max={20} required value={settings.members_min} />
          <Input name="members_max" label={words().membersMax} hint={words().membersHint} type="number" min={1} max={20} required value={settings.members_max} />
        </div>
        <div class="jury-pair">
          <Input name="opens" label={words().opens} hint={words().opensHint} type="datetime-local" step={1} value={time(settings.opens)} />
          <Input name="closes" label={words().closes} hint={words().closesHint} type="datetime-local" step={1} value={time(settings.closes)} />
        </div>
        <Approval initial={settings.approval} hasCode={settings.has_code} />
        <div class="jury-pair">
          <TextArea name="groups" label={words().groups} hint={words().groupsHint} rows={3} value={settings.groups.join('\n')} />
          <TextArea name="networks" label={words().networks} hint={words().networksHint} rows={3} value={(settings.networks ?? []).join('\n')} />
        </div>
        <Accounts ids={accounts} setIds={setAccounts} />
      </Form>
    </section>
  )
}

function Theirs({ settings }: { settings: ShownRegistrationSettings }) {
  const facts: [string, string][] = [
    [words().membersMin, String(settings.members_min)],
    [words().membersMax, String(settings.members_max)],
    [words().opens, settings.opens === null ? '–' : dateTime(settings.opens)],
    [words().closes, settings.closes === null ? '–' : dateTime(settings.closes)],
    [words().approval, words().approvals[settings.approval]![0]],
    [words().groups, settings.groups.join(', ') || '–'],
    [words().networks, (settings.networks ?? []).join(', ') || '–'],
  ]
  return (
    <div class="jury-changes" role="alert">
      <p>{words().changedMeanwhile}</p>
      <dl class="jury-facts">
        {facts.map(([name, value]) => (
          <div key={name} class="jury-fact">
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p>{words().keptTyped}</p>
    </div>
  )
}

function Approval({ initial, hasCode }: { initial: string; hasCode: boolean }) {
  const [chosen, setChosen] = useState(initial)
  return (
    <>
      <fieldset class="jury-choose">
        <legend>{words().approval}</legend>
        {Object.entries(words().approvals).map(([value, [label, means]]) => (
          <label key={value} class={chosen === value ? 'chosen' : ''}>
            <input type="radio" name="approval" value={value} checked={chosen === value} onChange={() => setChosen(value)} />
            <span>
              <b>{label}</b>
              <small class="hint">{means}</small>
            </span>
          </label>
        ))}
      </fieldset>
      {chosen === 'code' && (
        <Field name="code" label={words().code} hint={`${words().codeHint} ${hasCode ? words().codeSet : ''}`}>
          {(tied) => <input {...tied} autocomplete="off" minLength={8} maxLength={64} required={!hasCode} />}
        </Field>
      )}
    </>
  )
}

/** People by their ids, shown by their names. */
function Accounts({ ids, setIds }: { ids: string[]; setIds: (ids: string[]) => void }) {
  const [names, setNames] = useState<Record<string, string>>({})
  const [finding, setFinding] = useState(false)
  useEffect(() => {
    for (const user of ids.filter((each) => !(each in names)).slice(0, 50)) {
      call('GET /users/{user}', { path: { user } }).then(
        ({ name }) => setNames((old) => ({ ...old, [user]: name })),
        () => undefined,
      )
    }
  }, [ids])
  return (
    <fieldset class="jury-choose">
      <legend>{words().accounts}</legend>
      <ul class="jury-chips">
        {ids.map((user) => (
          <li key={user}>
            {names[user] ?? user}
            <button type="button" class="plain" aria-label={`${common().remove}: ${names[user] ?? user}`} onClick={() => setIds(ids.filter((each) => each !== user))}>
              ×
            </button>
          </li>
        ))}
      </ul>
      <small class="hint">{words().accountsHint}</small>
      <div>
        <button type="button" onClick={() => setFinding(true)}>
          + {words().addPerson}
        </button>
      </div>
      {finding && (
        <FindPerson
          title={words().addPerson}
          onClose={() => setFinding(false)}
          choose={(person) => {
            setNames((old) => ({ ...old, [person.id]: person.name }))
            setIds([...new Set([...ids, person.id])])
            return Promise.resolve()
          }}
        />
      )}
    </fieldset>
  )
}
