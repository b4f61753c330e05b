import { useLocation } from 'preact-iso'
import { call } from '../../api/client.ts'
import { Dialog } from '../../parts/Dialog.tsx'
import { Form } from '../../parts/Form.tsx'
import { detailsOf, TeamFields } from './TeamFields.tsx'
import { words } from './words.ts'

export function NewTeamDialog({ onClose }: { onClose: () => void }) {
  const { route } = useLocation()
  const submit = async (data: FormData) => {
    const team = await call('POST /teams', { body: detailsOf(data) })
    route(`/teams/${team.id}`, true)
  }
  return (
    <Dialog title={words().newTeam} onClose={onClose}>
      <Form onSubmit={submit} submit={words().makeTeam} label={words().newTeam}>
        <TeamFields />
      </Form>
    </Dialog>
  )
}
