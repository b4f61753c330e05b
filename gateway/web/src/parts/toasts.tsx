// Short messages at the edge of the screen, for what was done and what went wrong beside any field.
import { signal } from '@preact/signals'
import { ApiError } from '../api/client.ts'
import { words } from './words.ts'

const SHOWN_MS = 6000
const MOST = 4

interface Toast {
  id: number
  text: string
  kind: 'good' | 'bad' | 'news'
  action?: { label: string; do: () => unknown } | undefined
}

const toasts = signal<Toast[]>([])
let last = 0

/** Says something; with an action, such as to undo what was done. Errors stay until they are closed. */
export function say(text: string, kind: Toast['kind'] = 'good', action?: Toast['action']): void {
  const id = ++last
  toasts.value = [...toasts.value.slice(1 - MOST), { id, text, kind, action }]
  if (kind !== 'bad') setTimeout(() => close(id), action ? 2 * SHOWN_MS : SHOWN_MS)
}

/** Says what went wrong. */
export function sayError(error: unknown): void {
  say(error instanceof ApiError ? (error.code === 'offline' ? words().offline : error.message) : `${words().failed} ${String(error)}`, 'bad')
}

/** Does something and says what went wrong; whether it worked. */
export async function attempt(what: () => Promise<unknown>, done?: string): Promise<boolean> {
  try {
    await what()
  } catch (error) {
    sayError(error)
    return false
  }
  if (done) say(done)
  return true
}

function close(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id)
}

export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map((toast) => (
        <div key={toast.id} class={`toast ${toast.kind}`}>
          <span>{toast.text}</span>
          {toast.action && (
            <button
              type="button"
              onClick={() => {
                close(toast.id)
                void toast.action?.do()
              }}
            >
              {toast.action.label}
            </button>
          )}
          <button type="button" class="plain" aria-label={words().close} onClick={() => close(toast.id)}>
            ×
          </button>
        </div>
      ))}
    </div>
  )
}
