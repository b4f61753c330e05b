// Which versions of its problems a contest plays, and the switch to one with a corrected test.
import { useLocation } from 'preact-iso'
import { useEffect, useState } from 'preact/hooks'
import { call } from '../../../api/client.ts'
import { useLoaded } from '../../../api/loaded.ts'
import type { PlayedVersion } from '../../../generated/api.ts'
import { Dialog } from '../../../parts/Dialog.tsx'
import { Form, Input, Select } from '../../../parts/Form.tsx'
import { Scroll } from '../../../parts/Scroll.tsx'
import { dateTime } from '../../../parts/format.ts'
import { Ready } from '../../../parts/States.tsx'
import { useReturn } from '../../../parts/useReturn.ts'
import { useContest } from '../../../store/access.ts'
import { words } from './problemWords.ts'

/** `changes`: another text when the contest has changed. */
export function Versions({ changes }: { changes: string }) {
  const { id } = useContest()
  const loaded = useLoaded((signal) => call('GET /contests/{contest}/versions', { path: { contest: id }, signal }), [id])
  const [switching, setSwitching] = useState<PlayedVersion | null>(null)
  useEffect(() => {
    if (loaded.value) void loaded.reload()
  }, [changes])
  useReturn(loaded.reload)
  return (
    <section class="panel" aria-labelledby="versions">
      <h3 id="versions">{words().versions}</h3>
      <p class="hint">{words().versionsIntro}</p>
      <Ready of={loaded} rows={3}>
        {({ versions }) => (
          <Scroll label={words().versions}>
            <table class="data">
              <thead>
                <tr>
                  <th scope="col">{words().letter}</th>
                  <th scope="col" class="number">
                    {words().plays}
                  </th>
                  <th scope="col" class="number">
                    {words().newest}
                  </th>
                  <td />
                </tr>
              </thead>
              <tbody>
                {versions.map((played) => (
                  <tr key={played.problem_id}>
                    <th scope="row">{played.label}</th>
                    <td class="number">{played.version}</td>
                    <td class="number">{played.newest}</td>
                    <td>
                      {played.switch ? (
                        <a href={`/contests/${encodeURIComponent(id)}/jury/rejudgings/${played.switch}`}>{words().open}</a>
                      ) : played.newest > 1 ? (
                        <button type="button" class={played.newest > played.version ? 'primary' : ''} onClick={() => setSwitching(played)}>
                          {words().switch(played.label)}
                        </button>
                      ) : (
                        <span class="hint">✓ {words().current}</span>
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        )}
      </Ready>
      {switching && <Switch played={switching} onClose={() => setSwitching(null)} />}
    </section>
  )
}

function Switch({ played, onClose }: { played: PlayedVersion; onClose: () => void }) {
  const { id } = useContest()
  const { route } = useLocation()
  const known = useLoaded((signal) => call('GET /problems/{problem}/versions', { path: { problem: played.problem_id }, signal }), [played.problem_id])
  const begin = async (data: FormData) => {
    const path = { contest: id, problem: played.problem_id }
    const body = { version: Number(data.get('version')), reason: String(data.get('reason')) }
    const { id: rejudging } = await call('POST /contests/{contest}/problems/{problem}/version', { path, body })
    route(`/contests/${encodeURIComponent(id)}/jury/rejudgings/${rejudging}`)
  }
  return (
    <Dialog title={words().switchTitle(played.label)} onClose={onClose}>
      <Ready of={known} rows={3}>
        {({ versions }) => {
          const others = versions.filter(({ version, available }) => available && version !== played.version)
          const options = others.map(({ version, made_at, note }) => [String(version), [version, dateTime(made_at), note].filter(Boolean).join(' · ')] as const)
          return (
            <Form onSubmit={begin} submit={words().begin}>
              <Select name="version" label={words().version} options={options} value={String(played.newest)} />
              <Input name="reason" label={words().reason} hint={words().reasonHint} value={others[0]?.note ?? ''} required maxLength={500} />
            </Form>
          )
        }}
      </Ready>
    </Dialog>
  )
}
