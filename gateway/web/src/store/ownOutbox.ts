// The one outbox of this page: in the browser's database, shared with other tabs, tried again whenever there is hope.
import { effect } from '@preact/signals'
import { call } from '../api/client.ts'
import { randomId, user } from '../api/session.ts'
import type { Submission } from '../generated/api.ts'
import { connection } from './connection.ts'
import { Outbox } from './outbox.ts'
import { openStorage, type Letter } from './outboxStorage.ts'

const CHANNEL = 'podium.outbox'
/** So long an answer may take before it is asked for again, in ms. */
const PATIENCE_MS = 30_000

let made: Outbox | null = null

/** Opened when the first view wants it, and kept. */
export function outbox(): Outbox {
  if (made) return made
  const channel = new BroadcastChannel(CHANNEL)
  const opened = (made = new Outbox({
    storage: openStorage(),
    send,
    user: () => user.peek()?.id ?? null,
    newKey: randomId,
    tell: () => channel.postMessage('changed'),
  }))
  channel.onmessage = () => void opened.load()
  const hope = () => void opened.flush()
  addEventListener('online', hope)
  addEventListener('visibilitychange', () => document.visibilityState === 'visible' && hope())
  effect(() => {
    void user.value
    hope()
  })
  watchConnection(opened, hope)
  return opened
}

/** While something waits, the live connection tells soonest that the platform is back. */
function watchConnection(opened: Outbox, hope: () => void): void {
  let leave: (() => void) | null = null
  effect(() => {
    const waits = opened.letters.value.some((letter) => !letter.refused)
    if (waits && !leave) leave = connection().watch((connected) => connected && hope())
    if (waits || !leave) return
    leave()
    leave = null
  })
}

function send({ contest, body, key }: Letter): Promise<Submission> {
  const given = { body, key, signal: AbortSignal.timeout(PATIENCE_MS) }
  return contest === null ? call('POST /submissions', given) : call('POST /contests/{contest}/submissions', { ...given, path: { contest } })
}
