// Taking part in a contest: alone or with a team, with a code or the jury's approval; after its end virtually.
import { call } from '../../../api/client.ts'
import { useLoaded } from '../../../api/loaded.ts'
import { user } from '../../../api/session.ts'
import type { Contest, ShownRegistrationSettings, Team } from '../../../generated/api.ts'
import { Field, Form, Input } from '../../../parts/Form.tsx'
import { dateTime, duration } from '../../../parts/format.ts'
import { useNow } from '../../../parts/now.ts'
import { Ready, signInAddress } from '../../../parts/States.tsx'
import { words as common } from '../../../parts/words.ts'
import { entered } from './codes.ts'
import { obstacle, opening } from './eligible.ts'
import { words } from './words.ts'
import './join.css'

interface JoinProps {
  contest: Contest
  onJoined: () => unknown
}

export function Join({ contest, onJoined }: JoinProps) {
  const me = user.value?.id ?? ''
  const loaded = useLoaded(
    async (signal) => {
      const path = { contest: contest.id }
      const [rules, teams] = await Promise.all([
        call('GET /contests/{contest}/registration-settings', { path, signal }),
        me ? call('GET /teams', { query: { member: me, limit: 200 }, signal }) : { teams: [] },
      ])
      return { rules, teams: teams.teams }
    },
    [contest.id, contest.version],
  )
  if (contest.imported) return <p>{words().imported}</p>
  return (
    <Ready of={loaded} rows={3}>
      {({ rules, teams }) => <Choice contest={contest} rules={rules} teams={teams} onJoined={onJoined} />}
    </Ready>
  )
}

interface ChoiceProps extends JoinProps {
  rules: ShownRegistrationSettings
  teams: readonly Team[]
}

function Choice({ contest, rules, teams, onJoined }: ChoiceProps) {
  const virtual = contest.status === 'ended'
  const open = virtual ? 'open' : opening(rules, useNow(1000))
  const account = user.value
  const full = !virtual && contest.capacity !== null && contest.teams >= contest.capacity
  const join = async (data: FormData) => {
    const body = { team_id: String(data.get('team_id') ?? '') || null, code: String(data.get('code') ?? entered.get(contest.id) ?? '') }
    if (virtual) await call('POST /contests/{contest}/virtual-participation', { path: { contest: contest.id }, body })
    else await call('POST /contests/{contest}/join', { path: { contest: contest.id }, body })
    await onJoined()
  }
  return (
    <div class="join">
      <Rules contest={contest} rules={rules} virtual={virtual} />
      {open === 'not-yet' && <p>{words().opens(dateTime(rules.opens!))}</p>}
      {open === 'closed' && <p>{words().closed(dateTime(rules.closes!))}</p>}
      {open === 'open' && full && <p>{words().full}</p>}
      {!account && (
        <p>
          {words().signIn}{' '}
          <a class="button primary" href={signInAddress()}>
            {common().signIn}
          </a>
        </p>
      )}
      {account && open === 'open' && !full && (
        <Form submit={virtual ? words().startVirtually : rules.approval === 'jury' ? words().ask : words().join} onSubmit={join} label={words().join}>
          {rules.members_max > 1 && <Teams rules={rules} teams={teams} name={account.name} me={account.id} />}
          {rules.approval === 'code' && !virtual && (
            <Input name="code" label={words().code} hint={words().codeHint} value={entered.get(contest.id) ?? ''} required autocomplete="off" spellcheck={false} />
          )}
        </Form>
      )}
    </div>
  )
}

function Rules({ contest, rules, virtual }: { contest: Contest; rules: ShownRegistrationSettings; virtual: boolean }) {
  const { members_min: least, members_max: most } = rules
  return (
    <>
      {virtual && <p>{words().virtualMeans(duration(contest.settings.duration))}</p>}
      <p class="rules">
        {most === 1 ? words().aloneOnly : words().teamsOf(least, most)}
        {rules.groups.length > 0 && ` ${words().groups(rules.groups.join(', '))}`}
        {!virtual && rules.approval === 'jury' && ` ${words().juryApproves}`}
        {!virtual && rules.closes !== null && rules.closes > Date.now() && ` ${words().closes(dateTime(rules.closes))}`}
      </p>
    </>
  )
}

function Teams({ rules, teams, name, me }: { rules: ShownRegistrationSettings; teams: readonly Team[]; name: string; me: string }) {
  const alone = rules.members_min <= 1
  const fitting = teams.map((team) => ({ team, why: obstacle(team, me, rules) }))
  const why = { captain: words().notCaptain, size: words().wrongSize(rules.members_min, rules.members_max) }
  const none = !alone && fitting.every((each) => each.why !== null)
  return (
    <Field name="team_id" label={words().as} hint={<a href="/teams">{words().makeTeam}</a>}>
      {(tied) => (
        <select {...tied} required={!alone}>
          {alone && <option value="">{words().alone(name)}</option>}
          {none && <option value="">{words().noTeam}</option>}
          {fitting.map(({ team, why: obstacle }) => (
            <option key={team.id} value={team.id} disabled={obstacle !== null}>
              {words().teamOf(team.name, team.size)}
              {obstacle && ` – ${why[obstacle]}`}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}
