// A team of the contest: what it is called and where it sits, what the jury makes of it, who takes part, and its score.
import { useState } from 'preact/hooks'
import { call } from '../../../api/client.ts'
import { usePages, type Pages } from '../../../api/pages.ts'
import type { Adjustment, Registration, TeamUpdate } from '../../../generated/api.ts'
import { AskingButton, Dialog } from '../../../parts/Dialog.tsx'
import { Check, Form, Input } from '../../../parts/Form.tsx'
import { dateTime, number } from '../../../parts/format.ts'
import { More } from '../../../parts/More.tsx'
import { Ready } from '../../../parts/States.tsx'
import { attempt, say } from '../../../parts/toasts.tsx'
import { useContest } from '../../../store/access.ts'
import { words } from './teamWords.ts'
import { durationText, parseDuration } from './times.ts'

interface Given {
  of: Registration
  /** Shows what it is now. */
  put: (changed: Registration) => void
  onClose: () => void
}

export function TeamDialog({ of, put, onClose }: Given) {
  return (
    <Dialog title={of.name} onClose={onClose} wide>
      <div class="jury-team">
        <div>
          <Details of={of} put={put} />
        </div>
        <div>
          <Participation of={of} put={put} />
          {of.state === 'approved' && !of.virtual_participation && <Adjust team={of.team_id} />}
        </div>
      </div>
    </Dialog>
  )
}

function Details({ of, put }: Omit<Given, 'onClose'>) {
  const { id } = useContest()
  const [wrong, setWrong] = useState(false)
  const save = async (data: FormData) => {
    const text = (name: string) => String(data.get(name) ?? '').trim()
    const extension = text('extension') === '' ? 0 : parseDuration(text('extension'))
    setWrong(extension === null)
    if (extension === null) return
    const path = { contest: id, team: of.team_id }
    let now = of
    if (text('location') !== of.location) {
      now = await call('PATCH /contests/{contest}/registrations/{team}', { path, body: { location: text('location') }, match: of.version })
    }
    if (of.state === 'approved') {
      const wanted: TeamUpdate = {
        name: text('name'),
        organization: text('organization'),
        groups: text('groups').split(',').map((group) => group.trim()).filter(Boolean),
        hidden: data.has('hidden'),
        unofficial: data.has('unofficial'),
        disqualified: data.has('disqualified'),
        extension: Math.round(extension / 1000),
      }
      const changed = Object.entries(wanted).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(of[name as keyof Registration]))
      if (changed.length > 0) {
        await call('PUT /contests/{contest}/teams/{team}', { path, body: Object.fromEntries(changed) })
        now = { ...now, ...(wanted as Required<TeamUpdate>) }
      }
    }
    put(now)
    say(words().saved)
  }
  const takesPart = of.state === 'approved'
  return (
    <>
      <h3>{words().details}</h3>
      <Form onSubmit={save} submit={words().saveTeam}>
        <Input name="location" label={words().location} hint={words().locationHint} value={of.location} maxLength={120} />
        {takesPart && (
          <>
            <Input name="name" label={words().name} value={of.name} required maxLength={120} />
            <Input name="organization" label={words().organization} value={of.organization} maxLength={120} />
            <Input name="groups" label={words().groupsOf} value={of.groups.join(', ')} />
            <Check name="hidden" label={words().hidden} value={of.hidden} />
            <Check name="unofficial" label={words().unofficial} value={of.unofficial} />
            <Check name="disqualified" label={words().disqualified} value={of.disqualified} />
            <Input
              name="extension"
              label={words().extension}
              hint={words().extensionHint}
              value={of.extension ? durationText(of.extension * 1000) : ''}
              placeholder="0:10"
              aria-invalid={wrong}
            />
            {wrong && (
              <p class="fault" role="alert">
                {words().badDuration}
              </p>
            )}
          </>
        )}
      </Form>
    </>
  )
}

function Participation({ of, put }: Omit<Given, 'onClose'>) {
  const { id } = useContest()
  const decide = async (state: 'approved' | 'rejected' | 'withdrawn', reason = '') => {
    const path = { contest: id, team: of.team_id }
    put(await call('PATCH /contests/{contest}/registrations/{team}', { path, body: { state, ...(reason && { reason }) }, match: of.version }))
    say(words()[state](of.name))
  }
  return (
    <>
      <h3>{words().decide}</h3>
      <dl class="jury-facts">
        <dt>{words().state}</dt>
        <dd>
          {words().states[of.state]} {of.reason && `(${of.reason})`}
        </dd>
        <dt>{words().members}</dt>
        <dd>{of.members.map((member) => member.name).join(', ') || words().nobody}</dd>
        <dt>{words().registered}</dt>
        <dd>{dateTime(of.registered_at)}</dd>
      </dl>
      {of.state !== 'approved' && (
        <button type="button" class="primary" onClick={() => void attempt(() => decide('approved'))}>
          {words().approve}
        </button>
      )}
      {of.state === 'pending' && (
        <Form onSubmit={(data) => decide('rejected', String(data.get('reason')))} submit={words().reject}>
          <Input name="reason" label={words().reason} maxLength={500} />
        </Form>
      )}
      {of.state === 'approved' && (
        <AskingButton label={words().withdraw} question={<p>{words().withdrawAsk(of.name)}</p>} act={() => decide('withdrawn')} />
      )}
    </>
  )
}

function Adjust({ team }: { team: string }) {
  const { id, store } = useContest()
  const given = usePages(async (cursor, signal) => {
    const page = await call('GET /contests/{contest}/adjustments', { path: { contest: id }, query: { team, ...(cursor && { cursor }) }, signal })
    return { items: page.adjustments, next: page.next }
  }, [id, team])
  const icpc = (store.clock.value?.settings.rule ?? 'icpc') === 'icpc'
  const adjust = async (data: FormData, form: HTMLFormElement) => {
    const body = { team_id: team, amount: Number(data.get('amount')), reason: String(data.get('reason')).trim() }
    await call('POST /contests/{contest}/adjustments', { path: { contest: id }, body })
    form.reset()
    say(words().adjusted)
    await given.reload()
  }
  const takeBack = (adjustment: string) =>
    attempt(async () => {
      await call('DELETE /contests/{contest}/teams/{team}/adjustments/{adjustment}', { path: { contest: id, team, adjustment } })
      await given.reload()
    }, words().takenBack)
  return (
    <>
      <h3>{words().adjust}</h3>
      <Form onSubmit={adjust} submit={words().adjust}>
        <Input name="amount" label={icpc ? words().adjustIcpc : words().adjustPoints} hint={words().adjustHint} type="number" step="any" required />
        <Input name="reason" label={words().why} required maxLength={500} />
      </Form>
      <Ready of={given} rows={1}>
        {(adjustments) => <Adjustments of={adjustments} pages={given} onTakeBack={takeBack} />}
      </Ready>
    </>
  )
}

interface AdjustmentsProps {
  of: readonly Adjustment[]
  pages: Pages<Adjustment>
  onTakeBack: (id: string) => Promise<unknown>
}

function Adjustments({ of, pages, onTakeBack }: AdjustmentsProps) {
  if (of.length === 0) return null
  return (
    <>
      <h4 id="adjustments">{words().given}</h4>
      <ul class="jury-found" aria-labelledby="adjustments">
        {of.map((adjustment) => (
          <li key={adjustment.id}>
            <span>
              {number(adjustment.amount, 2)} · <bdi>{adjustment.reason}</bdi>{' '}
              <small class="hint">{words().since(adjustment.made_by ?? '–', dateTime(adjustment.made_at))}</small>
            </span>
            <button type="button" onClick={() => void onTakeBack(adjustment.id)}>
              {words().takeBack}
            </button>
          </li>
        ))}
      </ul>
      <More of={pages} />
    </>
  )
}
