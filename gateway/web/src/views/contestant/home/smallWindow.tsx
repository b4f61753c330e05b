// A small window above all others, with the clock and the last verdict, in browsers that have Document Picture-in-Picture.
import { signal } from '@preact/signals'
import { render } from 'preact'
import { contestTime, phase, problemsOf, spell } from '../../../live/time.ts'
import { useNow } from '../../../parts/now.ts'
import { Verdict } from '../../../parts/Verdict.tsx'
import type { ContestStore } from '../../../store/contest.ts'
import type { SubmissionStore } from './submissions.ts'
import { words } from './words.ts'

interface PictureInPicture {
  requestWindow(options: { width: number; height: number }): Promise<Window>
}
const SIZE = { width: 260, height: 150 }

/** The open one. */
export const smallWindow = signal<Window | null>(null)

export function hasSmallWindow(): boolean {
  return 'documentPictureInPicture' in window
}

/** After a click: browsers want one. */
export async function openSmallWindow(store: ContestStore, submissions: SubmissionStore): Promise<void> {
  const opened = await (window as unknown as { documentPictureInPicture: PictureInPicture }).documentPictureInPicture.requestWindow(SIZE)
  const theme = document.documentElement.dataset['theme']
  if (theme) opened.document.documentElement.dataset['theme'] = theme
  opened.document.documentElement.lang = document.documentElement.lang
  opened.document.title = document.title
  for (const sheet of document.querySelectorAll('link[rel=stylesheet], style')) opened.document.head.append(sheet.cloneNode(true))
  render(<Small store={store} submissions={submissions} />, opened.document.body)
  opened.addEventListener('pagehide', () => {
    render(null, opened.document.body)
    if (smallWindow.value === opened) smallWindow.value = null
  })
  smallWindow.value = opened
}

export function closeSmallWindow(): void {
  smallWindow.value?.close()
}

function Small({ store, submissions }: { store: ContestStore; submissions: SubmissionStore }) {
  const now = useNow(250)
  const clock = store.clock.value
  const last = submissions.list.value?.[0]
  const time = clock ? contestTime(clock, now, store.skew) : null
  const state = clock ? phase(clock, time) : 'before'
  const left = clock && time !== null ? clock.settings.duration - time : null
  const shown = state === 'before' ? time : left === null ? null : Math.max(0, left)
  return (
    <main class="small-window">
      <p class="left" role="timer" aria-label={words().timeLeft}>
        {state === 'frozen' && <span aria-hidden="true">❄ </span>}
        {shown === null ? '–' : spell(shown)}
      </p>
      {last ? (
        <p>
          <b>{problemsOf(clock).find((problem) => problem.id === last.problem_id)?.label}</b>{' '}
          <Verdict verdict={last.verdict} state={submissions.progress.value.get(last.id)?.state ?? last.state} />
        </p>
      ) : (
        <p>{words().noVerdict}</p>
      )}
    </main>
  )
}
