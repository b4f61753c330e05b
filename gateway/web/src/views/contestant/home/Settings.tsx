// Notifications of this device and the small window: what a contestant sets once.
import type { ContestStore } from '../../../store/contest.ts'
import { sayError } from '../../../parts/toasts.tsx'
import { keep, possible, turnOn, wish } from '../../../shell/notify.ts'
import { subscribe, unsubscribe } from '../../../shell/push.ts'
import { hasSmallWindow, openSmallWindow, smallWindow } from './smallWindow.tsx'
import type { SubmissionStore } from './submissions.ts'
import { useState } from 'preact/hooks'
import { words } from './words.ts'

export function Settings({ store, submissions }: { store: ContestStore; submissions: SubmissionStore | null }) {
  return (
    <div class="contestant-settings">
      <Notifications />
      {submissions && hasSmallWindow() && (
        <p>
          <button type="button" disabled={smallWindow.value !== null} onClick={() => void openSmallWindow(store, submissions).catch(sayError)}>
            {words().window}
          </button>{' '}
          <small class="hint">{words().windowHint}</small>
        </p>
      )}
    </div>
  )
}

function Notifications() {
  const [can, setCan] = useState(possible())
  const { on, verdicts } = wish.value
  const why = { yes: words().notifyHint, denied: words().notifyDenied, insecure: words().notifyInsecure, none: words().notifyNone }[can]
  const change = async (wanted: boolean) => {
    if (wanted && (await turnOn())) void subscribe()
    if (!wanted) {
      keep({ ...wish.value, on: false })
      void unsubscribe()
    }
    setCan(possible())
  }
  return (
    <>
      <label class="tick">
        <input
          type="checkbox"
          checked={on && can === 'yes'}
          disabled={can !== 'yes'}
          aria-describedby="notify-hint"
          onChange={(event) => {
            const box = event.currentTarget
            void change(box.checked).then(() => (box.checked = wish.value.on), sayError)
          }}
        />
        {words().notifyOn}
      </label>
      <small id="notify-hint" class="hint">
        {why}
      </small>
      {on && can === 'yes' && (
        <label class="tick">
          <input type="checkbox" checked={verdicts} onChange={(event) => keep({ ...wish.value, verdicts: event.currentTarget.checked })} />
          {words().notifyVerdicts}
        </label>
      )}
    </>
  )
}
