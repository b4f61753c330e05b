import { useLocation } from 'preact-iso'
import { call } from '../../api/client.ts'
import { AskingButton } from '../../parts/Dialog.tsx'
import { Form } from '../../parts/Form.tsx'
import { attempt, say } from '../../parts/toasts.tsx'
import type { Team } from '../../generated/api.ts'
import { Invitations } from './Invitations.tsx'
import { asPicture } from './picture.ts'
import { detailsOf, TeamFields } from './TeamFields.tsx'
import { words } from './words.ts'

interface CaptainProps {
  team: Team
  tag: string
  onChange: () => Promise<void>
}

/** What a team's captain, or the jury, changes. */
export function CaptainPart({ team, tag, onChange }: CaptainProps) {
  const { route } = useLocation()
  const path = { team: team.id }
  const submit = async (data: FormData) => {
    await call('PATCH /teams/{team}', { path, body: detailsOf(data), match: tag })
    say(words().saved)
    await onChange()
  }
  const dissolve = async () => {
    await call('DELETE /teams/{team}', { path })
    route('/teams?mine=1')
  }
  return (
    <>
      <Invitations team={team.id} />
      <section class="panel" aria-labelledby="details">
        <h2 id="details">{words().details}</h2>
        <Picture team={team} onChange={onChange} />
        <Form onSubmit={submit} submit={words().save} label={words().details}>
          <TeamFields team={team} />
        </Form>
        <AskingButton label={words().dissolve} question={words().dissolveQuestion(team.name)} act={dissolve} />
      </section>
    </>
  )
}

function Picture({ team, onChange }: { team: Team; onChange: () => Promise<void> }) {
  const path = { team: team.id }
  const chosen = async (input: HTMLInputElement) => {
    const [file] = input.files ?? []
    input.value = ''
    if (!file) return
    const content = await asPicture(file).catch(() => null)
    if (content === null) return say(words().notAPicture, 'bad')
    await attempt(() => call('PUT /teams/{team}/picture', { path, body: { content }, match: '*' }).then(onChange))
  }
  return (
    <div class="act-row">
      <label class="button">
        {words().changePicture}
        <input class="hidden" type="file" accept="image/png,image/jpeg,image/webp,image/gif" onChange={(event) => void chosen(event.currentTarget)} />
      </label>
      {team.picture && (
        <AskingButton label={words().removePicture} question={words().removePictureQuestion} act={() => call('DELETE /teams/{team}/picture', { path }).then(onChange)} />
      )}
    </div>
  )
}
