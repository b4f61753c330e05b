import { useId } from 'preact/hooks'
import type { Loaded } from '../../api/loaded.ts'
import { AskingButton } from '../../parts/Dialog.tsx'
import { number } from '../../parts/format.ts'
import { Ready } from '../../parts/States.tsx'
import { attempt } from '../../parts/toasts.tsx'
import { words } from './words.ts'

export interface GivenUp {
  id: string
  facts: string[]
  error: string
  tries?: number
}

interface AgainProps {
  title: string
  text: string
  none: string
  of: Loaded<GivenUp[]>
  /** Sends one again, or `all`. */
  again: (id: string) => Promise<unknown>
}

/** What was given up, with its errors, to be sent again. */
export function AgainList({ title, text, none, of, again }: AgainProps) {
  const heading = useId()
  return (
    <section class="panel" aria-labelledby={heading}>
      <h2 id={heading}>{title}</h2>
      <p class="hint">{text}</p>
      <Ready of={of} rows={1}>
        {(all) =>
          all.length === 0 ? (
            <p class="good-news">✓ {none}</p>
          ) : (
            <>
              <AskingButton label={words().requeueAll} question={words().requeueAllQuestion} act={() => again('all')} danger={false} done={words().requeued} />
              <ul class="given-up">
                {all.map((each) => (
                  <li key={each.id}>
                    <p>
                      <b>{each.facts[0]}</b> {each.facts.slice(1).join(' · ')} {each.tries !== undefined && `· ${words().tries}: ${number(each.tries)}`}
                    </p>
                    {each.error && <pre tabIndex={0}>{each.error}</pre>}
                    <button type="button" aria-label={words().requeueOf(each.facts[0] ?? each.id)} onClick={() => void attempt(() => again(each.id), words().requeued)}>
                      {words().requeue}
                    </button>
                  </li>
                ))}
              </ul>
            </>
          )
        }
      </Ready>
    </section>
  )
}
