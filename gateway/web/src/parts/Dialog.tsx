// Native dialogs: they hold the focus, close with Escape, and give it back.
import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef, useState } from 'preact/hooks'
import { attempt } from './toasts.tsx'
import { words } from './words.ts'

/** Open for as long as it is drawn. */
export function Dialog({ title, onClose, wide, children }: { title: string; onClose: () => void; wide?: boolean; children: ComponentChildren }) {
  const element = useRef<HTMLDialogElement>(null)
  const heading = useId()
  const gone = useRef(false)
  useEffect(() => {
    const dialog = element.current
    const before = document.activeElement
    dialog?.showModal()
    return () => {
      gone.current = true // the event of this close is nobody's wish: the view has gone on
      dialog?.close()
      // a dialog that is taken out while Escape closes it gives no focus back by itself
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true })
    }
  }, [])
  const close = () => {
    if (!gone.current) onClose()
  }
  return (
    <dialog ref={element} class={wide ? 'dialog wide' : 'dialog'} aria-labelledby={heading} onClose={close} onCancel={close}>
      <header>
        <h2 id={heading}>{title}</h2>
        <button type="button" class="plain" aria-label={words().close} onClick={onClose}>
          ×
        </button>
      </header>
      {children}
    </dialog>
  )
}

interface Asked {
  /** What it does, as the button names it. */
  label: string
  /** What the dialog says before; it names what is done, to what, and whether it can be undone. */
  question: ComponentChildren
  act: () => Promise<unknown>
  disabled?: boolean
  danger?: boolean
  done?: string
}

/** A button for an act that asks once before it is done. */
export function AskingButton({ label, question, act, disabled, danger = true, done }: Asked) {
  const [open, setOpen] = useState(false)
  const [busy, setBusy] = useState(false)
  const go = async () => {
    setBusy(true)
    const worked = await attempt(act, done)
    setBusy(false)
    if (worked) setOpen(false)
  }
  return (
    <>
      <button type="button" class={danger ? 'danger' : ''} disabled={disabled} onClick={() => setOpen(true)}>
        {label}
      </button>
      {open && (
        <Dialog title={label} onClose={() => setOpen(false)}>
          <div class="question">{question}</div>
          <footer>
            <button type="button" onClick={() => setOpen(false)}>
              {words().cancel}
            </button>
            <button type="button" class={danger ? 'danger' : 'primary'} disabled={busy} onClick={() => void go()}>
              {label}
            </button>
          </footer>
        </Dialog>
      )}
    </>
  )
}
