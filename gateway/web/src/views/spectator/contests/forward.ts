// The start page leads to the one contest that runs, once: afterwards the list stays where it is.
import { call } from '../../../api/client.ts'
import { user } from '../../../api/session.ts'
import { onlyRunning } from './order.ts'

const KEY = 'podium.arrived'
/** Whether this window was opened at the start page, and shows its first view. */
let first = location.pathname === '/' && location.search === '' && location.hash === '' && sessionStorage.getItem(KEY) === null

/** Where to go from the start page; null: nowhere. */
export async function forward(): Promise<string | null> {
  if (!first) return null
  first = false
  sessionStorage.setItem(KEY, '1')
  const [running, own] = await Promise.all([
    call('GET /contests', { query: { status: 'running', limit: 2 } }),
    user.value ? call('GET /contests', { query: { status: 'running', mine: true, limit: 2 } }) : { contests: [] },
  ])
  return onlyRunning(running.contests, own.contests)
}
