import { useId } from 'preact/hooks'
import { ApiError, call } from '../../../api/client.ts'
import { Dialog } from '../../../parts/Dialog.tsx'
import { Form, Input, Select, TextArea } from '../../../parts/Form.tsx'
import { say } from '../../../parts/toasts.tsx'
import { useContest } from '../../../store/access.ts'
import { useProblems, useTeams } from '../desk/names.tsx'
import { words } from './words.ts'

interface MessageProps {
  /** Id of the team, or `new`. */
  team: string
  onClose: () => void
  onSent: () => Promise<void>
}

/** Tells one team something that it has not asked. */
export function MessageDialog({ team, onClose, onSent }: MessageProps) {
  const { id: contest, store } = useContest()
  const names = useId()
  const name = useTeams()
  const teams = [...store.teams.value.values()]
  const problems = useProblems().map((problem) => [problem.id, `${problem.label} ${problem.name ?? ''}`] as const)
  const send = async (data: FormData) => {
    const typed = String(data.get('team_id') ?? '').trim()
    const found = teams.find((each) => each.name === typed || each.id === typed)
    if (!found) throw new ApiError('invalid', words().noTeam, 422, 'team_id')
    const body = { team_id: found.id, problem_id: String(data.get('problem_id') ?? ''), text: String(data.get('text') ?? '') }
    await call('POST /contests/{contest}/messages', { path: { contest }, body })
    say(words().toldTeam)
    onClose()
    await onSent()
  }
  return (
    <Dialog title={words().messageTitle} onClose={onClose}>
      <Form onSubmit={send} submit={words().tell}>
        <Input
          name="team_id"
          label={words().team}
          hint={words().teamHint}
          value={team === 'new' ? '' : name(team)}
          list={names}
          autocomplete="off"
          required
        />
        <datalist id={names}>
          {teams.map((each) => (
            <option key={each.id} value={each.name} />
          ))}
        </datalist>
        <Select name="problem_id" label={words().problem} options={[['', words().general], ...problems]} />
        <TextArea name="text" label={words().text} rows={4} required />
      </Form>
    </Dialog>
  )
}
