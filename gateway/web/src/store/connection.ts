// The one live connection of this page, as whoever is signed in.
import { effect } from '@preact/signals'
import { identity, token } from '../api/session.ts'
import { Connection } from '../live/connection.ts'

let made: Connection | null = null

/** Opened when the first view wants it, and kept. */
export function connection(): Connection {
  if (made) return made
  const opened = (made = new Connection({ token }))
  effect(() => {
    void identity.value
    opened.identify()
  })
  return opened
}
