import { attempt } from './toasts.tsx'
import { words } from './words.ts'

interface MoreProps {
  /** A list in pages; nothing is drawn behind its last one. */
  of: { more: (() => Promise<unknown>) | null }
  class?: string
}

/** Shows the next page of a list, or says why it cannot be loaded. */
export function More({ of: { more }, class: kind }: MoreProps) {
  if (!more) return null
  return (
    <button type="button" class={kind} onClick={() => void attempt(more)}>
      {words().more}
    </button>
  )
}
