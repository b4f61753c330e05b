// Submissions that the platform has not confirmed, on every page: what waits and why, and what was refused until it is read.
import { useLocation } from 'preact-iso'
import { useEffect } from 'preact/hooks'
import { clockTime } from '../parts/format.ts'
import { say } from '../parts/toasts.tsx'
import { CopyButton } from '../parts/CopyButton.tsx'
import type { Letter } from '../store/outboxStorage.ts'
import { outbox } from '../store/ownOutbox.ts'
import { outboxWords as words } from './outboxWords.ts'
import './outbox.css'

export default function OutboxBar() {
  const { route } = useLocation()
  const box = outbox()
  useEffect(
    () =>
      box.onSent((submission, letter) =>
        say(words().sent(letter.title), 'good', {
          label: words().show,
          do: () => route(submission.contest_id ? `/contests/${submission.contest_id}/submissions/${submission.id}` : `/submissions/${submission.id}`),
        }),
      ),
    [],
  )
  useEffect(() => {
    // a system notification was clicked: it brings any window of the page to the front
    const asked = (event: MessageEvent<{ to?: string }>) => event.data.to && route(event.data.to)
    navigator.serviceWorker?.addEventListener('message', asked)
    return () => navigator.serviceWorker?.removeEventListener('message', asked)
  }, [])
  const letters = box.letters.value
  // what goes through at once needs no bar that flashes
  const waiting = letters.filter((letter) => !letter.refused && (box.obstacle.value !== null || letter.key !== box.sending.value))
  const refused = letters.filter((letter) => letter.refused)
  return (
    <section class="outbox" role="status" aria-label={words().title} data-testid="outbox">
      {waiting.length > 0 && <Waiting letters={waiting} />}
      {refused.map((letter) => (
        <Refused key={letter.key} letter={letter} />
      ))}
    </section>
  )
}

function Waiting({ letters }: { letters: Letter[] }) {
  const box = outbox()
  const obstacle = box.obstacle.value
  const why = obstacle === null ? '' : obstacle.status === 401 ? words().signIn : obstacle.status === 0 ? words().offline : obstacle.message
  return (
    <div class="outbox-line waiting">
      <p>
        <b>{words().waiting(letters.length)}</b> {letters.map((letter) => `${letter.title} (${clockTime(letter.at, true)})`).join(', ')}. {words().kept(letters.length)} {why}
      </p>
      <button type="button" onClick={() => void box.flush()}>
        {words().now}
      </button>
    </div>
  )
}

function Refused({ letter }: { letter: Letter }) {
  const box = outbox()
  const source = letter.body.source ?? letter.body.files?.map((file) => file.text).join('\n') ?? ''
  return (
    <div class="outbox-line refused" role="alert">
      <p>
        <b>{words().refused(letter.title, clockTime(letter.at))}</b> {letter.refused?.message}
      </p>
      <CopyButton text={source} what={words().source(letter.title)} />
      <button type="button" onClick={() => void box.retry(letter.key)}>
        {words().again}
      </button>
      <button type="button" onClick={() => void box.discard(letter.key)}>
        {words().dismiss}
      </button>
    </div>
  )
}
