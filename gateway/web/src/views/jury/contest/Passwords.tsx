// Passwords of generated accounts: set twenty at a time, shown once, as slips to print and as a file.
import { useState } from 'preact/hooks'
import { call } from '../../../api/client.ts'
import type { Credentials, ImportedList } from '../../../generated/api.ts'
import { save } from '../../../parts/download.ts'
import { number } from '../../../parts/format.ts'
import { attempt } from '../../../parts/toasts.tsx'
import { useContest } from '../../../store/access.ts'
import { words } from './importWords.ts'
import { juryAddress } from './JuryPage.tsx'
import type { Read } from './teamFiles.ts'
import { useUnsaved } from '../../../parts/useUnsaved.ts'

/** That one request sets. */
const AT_ONCE = 20

interface Slip extends Credentials {
  team: string
  location: string
  name: string
}

export function Passwords({ imported, read }: { imported: ImportedList; read: Read }) {
  const { id } = useContest()
  const [all, setAll] = useState(false)
  const [slips, setSlips] = useState<Slip[]>([])
  const [busy, setBusy] = useState(false)
  const told = new Set(slips.map((slip) => slip.username))
  const wanted = imported.accounts.filter((account) => (all || !account.has_password) && !told.has(account.username))
  useUnsaved(slips.length > 0)
  const set = async () => {
    setBusy(true)
    const made: Slip[] = [...slips]
    for (let at = 0; at < wanted.length; at += AT_ONCE) {
      const accounts = wanted.slice(at, at + AT_ONCE).map(({ username }) => ({ username, password: read.accounts.find((each) => each.username === username)?.password || null }))
      const worked = await attempt(async () => {
        const body = { accounts, source: imported.source }
        const { credentials } = await call('POST /contests/{contest}/team-list/passwords', { path: { contest: id }, body })
        made.push(...credentials.map((each) => ({ ...each, ...about(each.username, read) })))
        setSlips([...made])
      })
      if (!worked) break
    }
    setBusy(false)
  }
  return (
    <section class="panel" aria-labelledby="passwords">
      <h3 id="passwords">{words().passwords}</h3>
      {wanted.length > 0 && !busy && (
        <>
          {!all && <p>{words().without(number(wanted.length))}</p>}
          <div class="jury-acts">
            <button type="button" class="primary" onClick={() => void set()}>
              {words().make(number(wanted.length))}
            </button>
          </div>
        </>
      )}
      {wanted.length === 0 && slips.length === 0 && <p>{words().allHave}</p>}
      {slips.length === 0 && imported.accounts.some((account) => account.has_password) && (
        <label class="jury-check">
          <input type="checkbox" checked={all} onChange={(event) => setAll(event.currentTarget.checked)} /> {words().all}
        </label>
      )}
      {busy && <progress max={slips.length + wanted.length} value={slips.length} aria-label={words().progress(number(slips.length), number(slips.length + wanted.length))} />}
      {slips.length > 0 && <Slips slips={slips} />}
    </section>
  )
}

function about(username: string, read: Read): { team: string; location: string; name: string } {
  const account = read.accounts.find((each) => each.username === username)
  const team = read.teams.find((each) => each.id === account?.team)
  return { team: team?.name ?? '', location: team?.location ?? '', name: account?.name ?? '' }
}

function Slips({ slips }: { slips: Slip[] }) {
  const { id, store } = useContest()
  const contest = store.clock.value?.settings.name ?? id
  const saveFile = () => {
    const lines = ['accounts\t1', ...slips.map((slip) => ['team', slip.name, slip.username, slip.password].join('\t'))]
    save(lines.join('\n') + '\n', `accounts-${id}.tsv`, 'text/tab-separated-values')
  }
  return (
    <>
      <p role="status" class="jury-paused">
        {words().once}
      </p>
      <div class="jury-acts">
        <button type="button" class="primary" onClick={() => print()}>
          {words().print}
        </button>
        <button type="button" onClick={saveFile}>
          {words().save}
        </button>
        <a class="button" href={juryAddress(id, 'teams')}>
          {words().toTeams}
        </a>
      </div>
      <ul class="jury-slips" aria-label={words().slips}>
        {slips.map((slip) => (
          <li key={slip.username}>
            <b>{slip.team}</b>
            <span>{[contest, slip.location].filter(Boolean).join(' · ')}</span>
            <dl>
              <dt>{words().login}</dt>
              <dd>
                <code>{slip.login}</code>
              </dd>
              <dt>{words().password}</dt>
              <dd>
                <code>{slip.password}</code>
              </dd>
            </dl>
          </li>
        ))}
      </ul>
    </>
  )
}
