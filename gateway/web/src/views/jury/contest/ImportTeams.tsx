// Teams and accounts by file: read in the browser and shown, then sent; then passwords, once, as slips to print.
import { useState } from 'preact/hooks'
import { ApiError, call } from '../../../api/client.ts'
import type { ImportedList } from '../../../generated/api.ts'
import { number } from '../../../parts/format.ts'
import { Empty } from '../../../parts/States.tsx'
import { sayError } from '../../../parts/toasts.tsx'
import { useContest } from '../../../store/access.ts'
import { words } from './importWords.ts'
import { JuryPage } from './JuryPage.tsx'
import { Passwords } from './Passwords.tsx'
import { readFiles, type Read } from './teamFiles.ts'
import { words as settingsWords } from './settingsWords.ts'
import './import.css'

/** Rows of the preview. */
const SHOWN = 100

export default function ImportTeams() {
  const { access } = useContest()
  return <JuryPage part="import">{access.admin ? <Steps /> : <Empty>{settingsWords().onlyAdmins}</Empty>}</JuryPage>
}

function Steps() {
  const { id } = useContest()
  const [read, setRead] = useState<Read | null>(null)
  const [source, setSource] = useState('')
  const [refused, setRefused] = useState<string[]>([])
  const [imported, setImported] = useState<ImportedList | null>(null)
  const [busy, setBusy] = useState(false)
  const choose = async (files: readonly File[]) => {
    setImported(null)
    setRefused([])
    try {
      setRead(await readFiles(await Promise.all(files.map(async (file) => ({ name: file.name, text: await file.text() })))))
    } catch (error) {
      sayError(error)
    }
  }
  const send = async () => {
    if (!read) return
    setBusy(true)
    setRefused([])
    try {
      const accounts = read.accounts.map(({ password: _, ...account }) => account)
      const body = { teams: read.teams, accounts, source: source.trim() || null }
      setImported(await call('POST /contests/{contest}/team-list', { path: { contest: id }, body }))
    } catch (error) {
      if (error instanceof ApiError && error.status === 422) setRefused(error.message.split('\n'))
      else sayError(error)
    }
    setBusy(false)
  }
  return (
    <>
      <section class="panel" aria-labelledby="files">
        <h3 id="files">{words().files}</h3>
        <p class="hint">{words().intro}</p>
        <Files choose={(files) => void choose(files)} />
        {read && <Said read={read} />}
        {refused.length > 0 && (
          <div class="jury-refused" role="alert">
            {refused.map((line) => (
              <p key={line}>{line}</p>
            ))}
          </div>
        )}
      </section>
      {read && read.teams.length > 0 && (
        <section class="panel" aria-labelledby="preview">
          <h3 id="preview">{words().preview}</h3>
          <Preview read={read} />
          <div class="jury-pair">
            <div class="field">
              <label for="source">{words().source}</label>
              <input id="source" value={source} placeholder={id} pattern="[A-Za-z0-9][A-Za-z0-9_\-]{0,62}" onInput={(event) => setSource(event.currentTarget.value)} />
              <small class="hint">{words().sourceHint(source || id)}</small>
            </div>
          </div>
          <div class="jury-acts">
            <button type="button" class="primary" disabled={busy || read.mistakes.length > 0} onClick={() => void send()}>
              {words().import}
            </button>
          </div>
          {imported && <Result of={imported} />}
        </section>
      )}
      {imported && read && <Passwords imported={imported} read={read} />}
    </>
  )
}

function Files({ choose }: { choose: (files: readonly File[]) => void }) {
  const [over, setOver] = useState(false)
  return (
    <label
      class={`jury-drop${over ? ' over' : ''}`}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        choose([...(event.dataTransfer?.files ?? [])])
      }}
    >
      <span>{words().drop}</span>
      <input type="file" multiple accept=".tsv,.txt,.yaml,.yml,.json" onChange={(event) => choose([...(event.currentTarget.files ?? [])])} />
    </label>
  )
}

function Said({ read }: { read: Read }) {
  return (
    <div role="status">
      <p>
        {words().read(number(read.teams.length), number(read.accounts.length))} {read.skipped > 0 && words().skipped(read.skipped)}
      </p>
      {read.mistakes.length > 0 && (
        <div class="jury-refused">
          <p>
            <b>{words().mistakes(read.mistakes.length)}</b>
          </p>
          {read.mistakes.slice(0, SHOWN).map(({ file, line, what, found }) => (
            <p key={`${file} ${line} ${what}`}>
              <b>{words().line(file, line)}</b>: {words().faults[what](found)}
            </p>
          ))}
        </div>
      )}
    </div>
  )
}

function Preview({ read }: { read: Read }) {
  const columns = ['lineShort', 'id', 'name', 'organization', 'country', 'groups', 'location', 'accounts'] as const
  return (
    <div class="scroll jury-preview" tabIndex={0} role="region" aria-label={words().preview}>
      <table class="data">
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {words()[column]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {read.teams.slice(0, SHOWN).map((team) => (
            <tr key={team.line}>
              <td class="number">{team.line}</td>
              <td>{team.id}</td>
              <td>
                <bdi>{team.name}</bdi>
              </td>
              <td>
                <bdi>{team.organization}</bdi>
              </td>
              <td>{team.country}</td>
              <td>{team.groups.join(', ')}</td>
              <td>{team.location}</td>
              <td>{[...read.accounts.filter((account) => account.team === team.id).map((account) => account.username), ...team.members].join(', ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {read.teams.length > SHOWN && <p class="hint">… {number(read.teams.length)}</p>}
    </div>
  )
}

function Result({ of }: { of: ImportedList }) {
  const count = (state: string) => number(of.teams.filter((team) => team.state === state).length)
  return <p role="status">✓ {words().result(count('new'), count('changed'), count('same'))}</p>
}
