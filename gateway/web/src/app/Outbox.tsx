import { user } from '../api/session.ts'
import { useWanted } from '../parts/wanted.ts'

/** What is on its way of who is signed in; loaded for them alone. */
export function Outbox() {
  const Bar = useWanted(user.value !== null, () => import('./OutboxBar.tsx'))
  return Bar && <Bar />
}
