import { useLocation } from 'preact-iso'
import { useRef } from 'preact/hooks'
import { call } from '../../../api/client.ts'
import { useLoaded } from '../../../api/loaded.ts'
import type { Clarification } from '../../../generated/live.ts'
import { say } from '../../../parts/toasts.tsx'
import { useRoom } from '../../../parts/useRoom.ts'
import type { ContestContext } from '../../../store/access.ts'
import { openQuestions } from './openQuestions.ts'
import { usePace } from './useDesk.ts'
import { words } from './words.ts'

const COUNTED = 200
/** Characters of a question in a message. */
const SHOWN = 120

/** Counts the questions that wait, on every view of the contest, and says when another one comes. */
export default function JuryCompanion({ of: { id, store } }: { of: ContestContext }) {
  const { route } = useLocation()
  const told = useRef(new Set<string>())
  const loaded = useLoaded(async (signal) => {
    const query = { state: 'open' as const, limit: COUNTED }
    const { clarifications } = await call('GET /contests/{contest}/clarifications', { path: { contest: id }, query, signal })
    openQuestions.value = new Map(openQuestions.peek()).set(id, clarifications.length)
  }, [id])
  const ask = usePace(loaded.reload)
  const came = ({ id: question, team, question: text, answer, claimed_by: by }: Clarification) => {
    if (!text || answer || by || told.current.has(question)) return
    told.current.add(question)
    const desk = `/contests/${encodeURIComponent(id)}/jury/clarifications`
    if (location.pathname === desk) return
    const name = [...store.teams.peek().values()].find((each) => each.id === team)?.name ?? team
    const shown = text.length > SHOWN ? `${text.slice(0, SHOWN)} …` : text
    say(words().asks(name, shown), 'news', { label: words().open, do: () => route(`${desk}?id=${question}`) })
  }
  useRoom(`clarifications.${id}.jury`, {
    frame: (frame) => {
      if (frame.type !== 'clarification') return
      came(frame.clarification)
      ask()
    },
    entered: ask,
  })
  return null
}
