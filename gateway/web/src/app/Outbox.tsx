import { useEffect, useState } from 'preact/hooks'
import type { ComponentType } from 'preact'
import { user } from '../api/session.ts'

/** What is on its way of who is signed in; loaded for them alone. */
export function Outbox() {
  const [Bar, setBar] = useState<ComponentType | null>(null)
  const known = user.value !== null
  useEffect(() => {
    if (known && !Bar) void import('./OutboxBar.tsx').then((module) => setBar(() => module.default)).catch(() => undefined)
  }, [known])
  return known && Bar ? <Bar /> : null
}
