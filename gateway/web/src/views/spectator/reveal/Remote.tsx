import type { ComponentChildren } from 'preact'
import { Field } from '../../../parts/Form.tsx'
import type { Hidden } from './steps.ts'
import type { Directing } from './useDirector.ts'
import { words } from './words.ts'

interface Props {
  directing: Directing
  enabled: boolean
  next: Hidden | null
  note: string
  children: ComponentChildren
}

/** Buttons for what the keys do, and for what there is no key. */
export function Remote({ directing, enabled, next, note, children }: Props) {
  const { pace, quicken, from, setFrom, running, forward, back } = directing
  return (
    <section class="panel remote" aria-label={words().control}>
      <h3>{words().control}</h3>
      <p>{note}</p>
      <div class="remote-line">
        <button type="button" class="primary" disabled={!enabled || (!next && !running)} onClick={forward}>
          {running ? words().stop : words().forward} <kbd>Space</kbd>
        </button>
        <button type="button" disabled={!enabled} onClick={back}>
          {words().back} <kbd>r</kbd>
        </button>
        <span class="remote-pace">
          <button type="button" aria-label={words().slower} onClick={() => quicken(-1)}>
            −
          </button>
          <output aria-label={words().pace}>{words().seconds(pace)}</output>
          <button type="button" aria-label={words().faster} onClick={() => quicken(1)}>
            +
          </button>
        </span>
        <Field name="from" label={words().from} hint={words().fromHint}>
          {(tied) => (
            <input
              {...tied}
              type="number"
              min={0}
              max={99999}
              defaultValue={from}
              onInput={(event) => setFrom(Math.max(0, event.currentTarget.valueAsNumber || 0))}
            />
          )}
        </Field>
      </div>
      <div class="remote-line">{children}</div>
    </section>
  )
}
