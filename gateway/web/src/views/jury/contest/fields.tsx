// Fields of a draft of settings: label, control, what it means, what is wrong.
import type { ComponentChildren } from 'preact'
import { createContext } from 'preact'
import { useContext, useId } from 'preact/hooks'
import { Notes } from '../../../parts/Form.tsx'
import type { Draft, Faults } from './draft.ts'
import { words } from './settingsWords.ts'

interface Edited {
  draft: Draft
  set: (key: string, value: string | boolean) => void
  faults: Faults
  /** What the platform refused, by field. */
  refused?: Record<string, string>
}

export const Editing = createContext<Edited>({ draft: {}, set: () => undefined, faults: {} })

function useField(name: string) {
  const { draft, set, faults, refused } = useContext(Editing)
  const id = useId()
  const fault = faults[name] ? words().faults[faults[name]] : refused?.[name]
  const hint = words().hints[name]
  return {
    id,
    fault,
    hint,
    value: draft[name],
    set: (value: string | boolean) => set(name, value),
    tied: { id, name, 'aria-describedby': `${id}-hint ${id}-fault`, 'aria-invalid': fault !== undefined },
  }
}

interface TextProps {
  name: string
  label?: string
  hint?: ComponentChildren
  type?: 'text' | 'number' | 'datetime-local'
  [attribute: string]: unknown
}

export function Text({ name, label, hint, type = 'text', ...attributes }: TextProps) {
  const field = useField(name)
  return (
    <div class="field">
      <label for={field.id}>{label ?? words().labels[name]}</label>
      <input
        {...({ ...field.tied, type, autocomplete: 'off', ...attributes } as object)}
        value={String(field.value ?? '')}
        onInput={(event) => field.set(event.currentTarget.value)}
      />
      <Notes id={field.id} hint={hint ?? field.hint} fault={field.fault} />
    </div>
  )
}

export function Tick({ name, label }: { name: string; label?: string }) {
  const field = useField(name)
  return (
    <div class="field check">
      <input {...field.tied} type="checkbox" checked={field.value === true} onChange={(event) => field.set(event.currentTarget.checked)} />
      <label for={field.id}>{label ?? words().labels[name]}</label>
      <Notes id={field.id} hint={field.hint} fault={field.fault} />
    </div>
  )
}

/** One of several, each with what it means. */
export function Choose({ name }: { name: string }) {
  const field = useField(name)
  return (
    <fieldset class="jury-choose">
      <legend>{words().labels[name]}</legend>
      {Object.entries(words().choices[name] ?? {}).map(([value, { label, means }]) => (
        <label key={value} class={field.value === value ? 'chosen' : ''}>
          <input type="radio" name={name} value={value} checked={field.value === value} onChange={() => field.set(value)} />
          <span>
            <b>{label}</b>
            {means && <small class="hint">{means}</small>}
          </span>
        </label>
      ))}
      <Notes id={field.id} hint={field.hint} fault={field.fault} />
    </fieldset>
  )
}

/** Spans of time, as lines `from-to` of the draft. */
export function Pauses({ name }: { name: string }) {
  const field = useField(name)
  const rows = String(field.value ?? '')
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split('-'))
  const put = (all: string[][]) => field.set(all.map(([from = '', to = '']) => `${from}-${to}`).join('\n'))
  return (
    <fieldset class="jury-choose jury-pauses">
      <legend>{words().labels[name]}</legend>
      {rows.map((row, number) => (
        <div key={number} class="jury-span">
          {(['from', 'to'] as const).map((side, at) => (
            <label key={side}>
              {words()[side]}{' '}
              <input
                value={row[at] ?? ''}
                size={9}
                placeholder="0:30:00"
                onInput={(event) => put(rows.map((each, n) => (n === number ? Object.assign([...each], { [at]: event.currentTarget.value }) : each)))}
              />
            </label>
          ))}
          <button type="button" class="plain" aria-label={`${words().removePause} ${number + 1}`} onClick={() => put(rows.filter((_, n) => n !== number))}>
            ×
          </button>
        </div>
      ))}
      <div>
        <button type="button" onClick={() => put([...rows, ['', '']])}>
          {words().addPause}
        </button>
      </div>
      <Notes id={field.id} hint={field.hint} fault={field.fault} />
    </fieldset>
  )
}
