// Forms: what the platform refuses is said beside the field, and nothing that was typed is lost.
import { createContext, type ComponentChildren } from 'preact'
import { useContext, useId, useRef, useState } from 'preact/hooks'
import { ApiError } from '../api/client.ts'
import { sayError } from './toasts.tsx'

type Faults = Record<string, string>
const Fields = createContext<{ faults: Faults; busy: boolean }>({ faults: {}, busy: false })

interface FormProps {
  /** Called with the fields that have a `name`. What it raises is shown. */
  onSubmit: (data: FormData, form: HTMLFormElement) => Promise<unknown>
  submit: string
  /** Beside the button. */
  beside?: ComponentChildren
  class?: string
  label?: string
  children: ComponentChildren
}

export function Form({ onSubmit, submit, beside, class: kind = '', label, children }: FormProps) {
  const form = useRef<HTMLFormElement>(null)
  const [faults, setFaults] = useState<Faults>({})
  const [rest, setRest] = useState('')
  const [busy, setBusy] = useState(false)
  const go = async (event: Event) => {
    event.preventDefault()
    if (busy || !form.current) return
    setBusy(true)
    setFaults({})
    setRest('')
    try {
      await onSubmit(new FormData(form.current), form.current)
    } catch (error) {
      if (!(error instanceof ApiError)) sayError(error)
      else {
        const named = faultsOf(error)
        const shown = [...(form.current?.elements ?? [])].map((element) => (element as HTMLInputElement).name)
        setFaults(named)
        if (!Object.keys(named).some((name) => shown.includes(name))) setRest(error.message)
        form.current?.querySelector<HTMLElement>(`[name="${Object.keys(named)[0] ?? ''}"]`)?.focus()
      }
    } finally {
      setBusy(false)
    }
  }
  return (
    <form ref={form} class={`form ${kind}`} aria-label={label} onSubmit={(event) => void go(event)}>
      <Fields.Provider value={{ faults, busy }}>{children}</Fields.Provider>
      {rest && (
        <p class="fault" role="alert">
          {rest}
        </p>
      )}
      <footer>
        {beside}
        <button type="submit" class="primary" disabled={busy}>
          {submit}
        </button>
      </footer>
    </form>
  )
}

/** By field: its last part is the name, as in `settings.duration`. */
function faultsOf(error: ApiError): Faults {
  const all = [...error.errors.map((each) => [each.field, each.detail] as const), ...(error.field ? [[error.field, error.message] as const] : [])]
  return Object.fromEntries(all.flatMap(([field, detail]) => [[field, detail], [field.split('.').at(-1) ?? field, detail]]))
}

interface FieldProps {
  name: string
  label: string
  /** What it means, below the field. */
  hint?: ComponentChildren
  /** The control, given what ties it to its label, hint and fault. */
  children: (tied: { id: string; name: string; 'aria-describedby': string; 'aria-invalid': boolean }) => ComponentChildren
}

/** Below a control: what it means, and what is wrong with it. The control names them by `aria-describedby`. */
export function Notes({ id, hint, fault }: { id: string; hint?: ComponentChildren; fault: string | undefined }) {
  return (
    <>
      {hint && (
        <small id={`${id}-hint`} class="hint">
          {hint}
        </small>
      )}
      {fault && (
        <small id={`${id}-fault`} class="fault" role="alert">
          {fault}
        </small>
      )}
    </>
  )
}

/** A labelled control. */
export function Field({ name, label, hint, children }: FieldProps) {
  const id = useId()
  const fault = useContext(Fields).faults[name]
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({ id, name, 'aria-describedby': `${id}-hint ${id}-fault`, 'aria-invalid': fault !== undefined })}
      <Notes id={id} hint={hint} fault={fault} />
    </div>
  )
}

interface InputProps {
  name: string
  label: string
  hint?: ComponentChildren
  type?: string
  value?: string | number
  required?: boolean
  [attribute: string]: unknown
}

export function Input({ name, label, hint, value, ...attributes }: InputProps) {
  return (
    <Field name={name} label={label} hint={hint}>
      {(tied) => <input {...({ ...tied, defaultValue: value, ...attributes } as object)} />}
    </Field>
  )
}

export function TextArea({ name, label, hint, value, ...attributes }: InputProps) {
  return (
    <Field name={name} label={label} hint={hint}>
      {(tied) => <textarea {...tied} defaultValue={value} {...attributes} />}
    </Field>
  )
}

export function Select({ name, label, hint, value, options, ...attributes }: InputProps & { options: readonly (readonly [string, string])[] }) {
  return (
    <Field name={name} label={label} hint={hint}>
      {(tied) => (
        <select {...tied} {...attributes}>
          {options.map(([option, text]) => (
            <option key={option} value={option} selected={option === value}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

interface CheckProps {
  name: string
  label: string
  hint?: ComponentChildren
  value?: boolean
  [attribute: string]: unknown
}

export function Check({ name, label, hint, value = false, ...attributes }: CheckProps) {
  const id = useId()
  return (
    <div class="field check">
      <input id={id} name={name} type="checkbox" defaultChecked={value} {...attributes} />
      <label for={id}>{label}</label>
      {hint && <small class="hint">{hint}</small>}
    </div>
  )
}
